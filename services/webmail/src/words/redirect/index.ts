import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type RedirectWord } from './en.ts';
import { zh } from './zh.ts';

/** Texts of passing a mail on as it is, outside of a view. */
export const redirectText = textOfPart<RedirectWord>({ en, zh });

/** The same in a view. */
export const useRedirectWords = wordsOfPart<RedirectWord>({ en, zh });
