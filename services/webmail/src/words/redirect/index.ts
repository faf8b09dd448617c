import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type RedirectWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of redirecting a message, outside of a view. */
export const redirectText = textOfPart<RedirectWord>({ en, zh });

/** Returns these texts in a view. */
export const useRedirectWords = wordsOfPart<RedirectWord>({ en, zh });
