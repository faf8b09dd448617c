import { useLanguage } from '../index.ts';
import { inChinese } from './in-chinese.ts';

export interface Noted {
  readonly words: string;
  /** The language of the words; undefined: the page's. */
  readonly lang: string | undefined;
}

/** Returns the server's notes, one for each reason in a text, in the person's language; in the server's words where they are not known. */
export function noted(text: string): Noted[] {
  const reasons = text.split('; ').filter((reason) => reason !== '');
  const isChinese = useLanguage.getState().language === 'zh';
  return reasons.map((reason) => {
    const words = isChinese ? inChinese(reason) : undefined;
    return words === undefined ? { words: reason, lang: 'en' } : { words, lang: undefined };
  });
}
