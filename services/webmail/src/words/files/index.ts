import { wordsOfPart } from '../part.ts';
import { en, type FileWord } from './en.ts';
import { zh } from './zh.ts';

export type { FileWord } from './en.ts';

/** Returns texts of file previews. */
export const useFileWords = wordsOfPart<FileWord>({ en, zh });
