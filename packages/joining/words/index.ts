import { domainOf } from '@postroom/directory';
import type { NoticeText } from '../notice.ts';
import { en } from './en.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

const WORDS: Readonly<Record<Language, Words>> = { en, zh };

/** Returns the texts in a stored language; in English when we do not have that language. */
export function wordsIn(language: string): Words {
  return WORDS[language as Language] ?? en;
}

/** Writes a message from the postmaster to the owner of an address, in the owner's language, or in all of ours when that is not known. */
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
