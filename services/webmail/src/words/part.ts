import { type Language, locale, useLanguage, type Values } from './index.ts';
import { sentence } from './sentence.ts';

type Texts<Name extends string> = Readonly<Record<Language, Readonly<Record<Name, string>>>>;

/** Texts that only come with the part of the page that says them. Returns what text is for the others. */
export function textOfPart<Name extends string>(texts: Texts<Name>): (word: Name, values?: Values) => string {
  const sentences = new Map<string, ReturnType<typeof sentence>>();
  return (word, values = {}) => {
    const { language } = useLanguage.getState();
    const key = `${locale()} ${word}`;
    const said = sentences.get(key) ?? sentence(texts[language][word], locale());
    sentences.set(key, said);
    return said(values);
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
