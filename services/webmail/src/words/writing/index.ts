import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type WritingWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of the compose window, outside of a view. */
export const writingText = textOfPart<WritingWord>({ en, zh });

/** Returns these texts in a view. */
export const useWritingWords = wordsOfPart<WritingWord>({ en, zh });
