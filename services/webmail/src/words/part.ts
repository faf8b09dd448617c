import { type Language, locale, useLanguage, type Values } from './index.ts';
import { sentence } from './sentence.ts';

type Texts<Name extends string> = Readonly<Record<Language, Readonly<Record<Name, string>>>>;

/** Returns a function like `text` for texts that are loaded only with the part of the page that shows them. */
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

/** Returns a hook like `useWords` for such texts. */
export function wordsOfPart<Name extends string>(texts: Texts<Name>): () => (word: Name, values?: Values) => string {
  const text = textOfPart(texts);
  return () => {
    useLanguage(({ language }) => language);
    return text;
  };
}
