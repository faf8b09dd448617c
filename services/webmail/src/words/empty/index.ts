import { wordsOfPart } from '../part.ts';
import { type EmptyWord, en } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts for empty places. */
export const useEmptyWords = wordsOfPart<EmptyWord>({ en, zh });
