import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type RichWord } from './en.ts';
import { zh } from './zh.ts';

export type { RichWord } from './en.ts';

/** Returns texts of the editor, outside of a view. */
export const richText = textOfPart<RichWord>({ en, zh });

/** Returns these texts in a view. */
export const useRichWords = wordsOfPart<RichWord>({ en, zh });
