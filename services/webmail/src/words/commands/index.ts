import { textOfPart, wordsOfPart } from '../part.ts';
import { type CommandWord, en } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of the command palette, outside of a view. */
export const commandText = textOfPart<CommandWord>({ en, zh });

/** Returns these texts in a view. */
export const useCommandWords = wordsOfPart<CommandWord>({ en, zh });
