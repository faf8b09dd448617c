import { wordsOfPart } from '../part.ts';
import { en, type FileWord } from './en.ts';
import { zh } from './zh.ts';

export type { FileWord } from './en.ts';

/** Texts of files that are looked at. */
export const useFileWords = wordsOfPart<FileWord>({ en, zh });
