import { wordsOfPart } from '../part.ts';
import { en, type SharingWord } from './en.ts';
import { zh } from './zh.ts';

export type { SharingWord } from './en.ts';

/** Returns texts of the dialog in which a folder is shared. */
export const useSharingWords = wordsOfPart<SharingWord>({ en, zh });
