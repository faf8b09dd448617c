import { useLanguage } from '../index.ts';
import { zh } from './zh.ts';

export interface Noted {
  readonly words: string;
  /** Of the words. */
  readonly lang: string | undefined;
}

/** What the server has noted, in the person's language; as the server says it where that is not known. */
export function noted(text: string): Noted {
  if (useLanguage.getState().language !== 'zh') return { words: text, lang: 'en' };
  for (const [pattern, words] of zh)
    if (pattern.test(text)) return { words: text.replace(pattern, words), lang: undefined };
  return { words: text, lang: 'en' };
}
