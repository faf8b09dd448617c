import { wordsOfPart } from '../part.ts';
import { en, type JunkWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts on why a message is junk. */
export const useJunkWords = wordsOfPart<JunkWord>({ en, zh });
