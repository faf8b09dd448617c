import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type SharedWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of shared folders. */
export const sharedText = textOfPart<SharedWord>({ en, zh });
export const useSharedWords = wordsOfPart<SharedWord>({ en, zh });
