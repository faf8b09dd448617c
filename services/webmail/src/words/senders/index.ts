import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type SenderWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of the senders that are always or never accepted, outside of a view. */
export const senderText = textOfPart<SenderWord>({ en, zh });

/** Returns these texts in a view. */
export const useSenderWords = wordsOfPart<SenderWord>({ en, zh });
