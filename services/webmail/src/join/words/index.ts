import { IntlMessageFormat } from 'intl-messageformat';
import { type Language, locale, useLanguage, type Values } from '../../words/index.ts';
import { en, type JoinWord } from './en.ts';
import { zh } from './zh.ts';

export type { JoinWord } from './en.ts';

const TEXTS: Readonly<Record<Language, Readonly<Record<JoinWord, string>>>> = { en, zh };

/** Texts of this page in the person's language; the view is drawn again when it changes. */
export function useJoinWords(): (word: JoinWord, values?: Values) => string {
  const language = useLanguage((state) => state.language);
  return (word, values = {}) => String(new IntlMessageFormat(TEXTS[language][word], locale()).format(values));
}

/** The word for what the server says, where there is one. */
export function wordOf(fault: string): JoinWord {
  if (fault.startsWith('proof-')) return 'fault.proof';
  const word = `fault.${fault}`;
  return word in en ? (word as JoinWord) : 'fault.unknown';
}
