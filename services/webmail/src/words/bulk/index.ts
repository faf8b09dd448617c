import { textOfPart } from '../part.ts';
import { type BulkWord, en } from './en.ts';
import { zh } from './zh.ts';

export type { BulkWord } from './en.ts';

/** Texts of what is done with all mail of a list. */
export const bulkText = textOfPart<BulkWord>({ en, zh });
