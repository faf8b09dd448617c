import { textOfPart } from '../part.ts';
import { type BulkWord, en } from './en.ts';
import { zh } from './zh.ts';

export type { BulkWord } from './en.ts';

/** Returns texts of actions on all mail of a list. */
export const bulkText = textOfPart<BulkWord>({ en, zh });
