import { textOfPart } from '../part.ts';
import { en, type RefusalWord } from './en.ts';
import { zh } from './zh.ts';

/** Texts of what the server refuses. */
export const refusalText = textOfPart<RefusalWord>({ en, zh });
