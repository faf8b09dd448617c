import { domainOf } from '@postroom/directory';
import type { NoticeText } from '../notice.ts';
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

/** What the postmaster writes to the owner of an address, in the language that he chose, or in all of ours where that is not known. */
export function inTheirLanguages(
  language: string | null,
  address: string,
  say: (words: Words) => { subject: string; text: string },
): Pick<NoticeText, 'from' | 'subject' | 'text'> {
  const known = LANGUAGES.filter((each) => each === language);
  const texts = (known.length > 0 ? known : LANGUAGES).map((each) => say(WORDS[each]));
  return {
    from: { name: wordsIn(language ?? 'en').sender, address: `postmaster@${domainOf(address)}` },
    subject: texts.map(({ subject }) => subject).join(' · '),
    text: texts.map(({ text }) => text).join('\n--\n\n'),
  };
}
