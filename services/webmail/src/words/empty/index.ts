import { wordsOfPart } from '../part.ts';
import { type EmptyWord, en } from './en.ts';
import { zh } from './zh.ts';

/** What places are for that have nothing in them. */
export const useEmptyWords = wordsOfPart<EmptyWord>({ en, zh });
