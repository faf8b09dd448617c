import { useLanguage } from '../index.ts';
import { zh } from './zh.ts';

export interface Noted {
  readonly words: string;
  /** The language of the words; undefined: the page's. */
  readonly lang: string | undefined;
}

/** Returns the server's note in the person's language; in the server's words where it is not known. */
export function noted(text: string): Noted {
  if (useLanguage.getState().language !== 'zh') return { words: text, lang: 'en' };
  for (const [pattern, words] of zh)
    if (pattern.test(text)) return { words: text.replace(pattern, words), lang: undefined };
  return { words: text, lang: 'en' };
}
