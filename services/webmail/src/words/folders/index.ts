import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type FolderWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of changes to folders. */
export const folderText = textOfPart<FolderWord>({ en, zh });
export const useFolderWords = wordsOfPart<FolderWord>({ en, zh });
