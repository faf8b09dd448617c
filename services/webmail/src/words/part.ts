import { IntlMessageFormat } from 'intl-messageformat';
import { type Language, locale, useLanguage, type Values } from './index.ts';

type Texts<Name extends string> = Readonly<Record<Language, Readonly<Record<Name, string>>>>;

/** Texts that only come with the part of the page that says them. Returns what text is for the others. */
export function textOfPart<Name extends string>(texts: Texts<Name>): (word: Name, values?: Values) => string {
  return (word, values = {}) => {
    const { language } = useLanguage.getState();
    return String(new IntlMessageFormat(texts[language][word], locale()).format(values));
  };
}

/** The same for a view: returns what useWords is for the others. */
export function wordsOfPart<Name extends string>(texts: Texts<Name>): () => (word: Name, values?: Values) => string {
  const text = textOfPart(texts);
  return () => {
    useLanguage(({ language }) => language);
    return text;
  };
}
