import { textOfPart } from '../part.ts';
import { en, type RefusalWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of refusals. */
export const refusalText = textOfPart<RefusalWord>({ en, zh });
