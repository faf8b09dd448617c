import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type SharedWord } from './en.ts';
import { zh } from './zh.ts';

/** Texts of what others share. */
export const sharedText = textOfPart<SharedWord>({ en, zh });
export const useSharedWords = wordsOfPart<SharedWord>({ en, zh });
