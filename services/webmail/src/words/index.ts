import { create } from 'zustand';
import { fetchFiles, part } from '../shell/part.ts';
import type { Word } from './en.ts';
import { sentence, type Values } from './sentence.ts';

export type { Word } from './en.ts';
export type { Values } from './sentence.ts';

export const LANGUAGES = { en: 'English', zh: '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

type Texts = Readonly<Record<Word, string>>;

/** Loads the texts of a language; only the chosen language is loaded. */
const READ: Readonly<Record<Language, (load: typeof part) => Promise<Texts>>> = {
  en: (part) => part('words/en', () => import('./en.ts')).then(({ en }) => en),
  zh: (part) => part('words/zh', () => import('./zh.ts')).then(({ zh }) => zh),
};
const texts: Partial<Record<Language, Texts>> = {};
const LOCALES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };
const KEPT = 'postroom.language';

/** Returns the language that the person chose, else the browser's first language for which there are texts. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(KEPT);
  if (chosen === 'en' || chosen === 'zh') return chosen;
  for (const language of navigator.languages) {
    if (language.startsWith('zh')) return 'zh';
    if (language.startsWith('en')) return 'en';
  }
  return 'en';
}

export const useLanguage = create<{ language: Language }>(() => ({ language: firstLanguage() }));

/** Loads the texts of the person's language. Before that no text can be shown. */
export async function readWords({ language } = useLanguage.getState()): Promise<void> {
  texts[language] ??= await READ[language](part);
}

/** Loads them as the page begins: without fetching their file first, because the browser loads it with the page (web-access/page/words-first.ts). */
export async function readFirstWords(): Promise<void> {
  const { language } = useLanguage.getState();
  texts[language] = await READ[language]((_name, load) => load());
}

/** Waits until the file of these texts can be fetched. Throws where it cannot. */
export function fetchWords(): Promise<void> {
  return fetchFiles(`words/${useLanguage.getState().language}`);
}

/** Changes the language. Throws, and changes nothing, where its texts cannot be loaded. */
export async function chooseLanguage(language: Language): Promise<void> {
  await readWords({ language });
  localStorage.setItem(KEPT, language);
  useLanguage.setState({ language });
}

/** Follows a change of the language in another window. */
export function followLanguage(): void {
  window.addEventListener('storage', ({ key }) => {
    const language = firstLanguage();
    if (key !== KEPT || language === useLanguage.getState().language) return;
    void readWords({ language }).then(
      () => useLanguage.setState({ language }),
      () => undefined,
    );
  });
}

const locales: Partial<Record<Language, string>> = {};
window.addEventListener('languagechange', () => {
  for (const language of Object.keys(locales)) delete locales[language as Language];
});

/** Returns the locale for `Intl`: the browser's own variant of the language, where it has one. */
export function locale(): string {
  const { language } = useLanguage.getState();
  locales[language] ??= navigator.languages.find((each) => each.startsWith(language)) ?? LOCALES[language];
  return locales[language];
}

const sentences = new Map<string, ReturnType<typeof sentence>>();

/** Returns a text in the person's language. */
export function text(word: Word, values: Values = {}): string {
  const { language } = useLanguage.getState();
  const key = `${language} ${word}`;
  const said = sentences.get(key) ?? sentence(texts[language]?.[word] ?? word, LOCALES[language]);
  sentences.set(key, said);
  return said(values);
}

/** Joins sentences; Chinese has no spaces between them. */
export function joined(...said: readonly (string | false)[]): string {
  return said.filter(Boolean).join(useLanguage.getState().language === 'zh' ? '' : ' ');
}

/** Returns `text` for a view, which is rendered again when the language changes. */
export function useWords(): typeof text {
  useLanguage(({ language }) => language);
  return text;
}
