import { en } from './en.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

const WORDS: Readonly<Record<Language, Words>> = { en, zh };

/** Those of a language that was stored; English where it is none of ours. */
export function wordsIn(language: string): Words {
  return WORDS[language as Language] ?? en;
}
