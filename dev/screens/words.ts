import { en, type Word } from '../../services/webmail/src/words/en.ts';
import type { SettingsWord } from '../../services/webmail/src/words/settings/en.ts';
import { en as settingsEn } from '../../services/webmail/src/words/settings/en.ts';
import { zh as settingsZh } from '../../services/webmail/src/words/settings/zh.ts';
import { zh } from '../../services/webmail/src/words/zh.ts';

/** What the page says: texts without parts that change. */
export type Words = Readonly<Record<Word | SettingsWord, string>>;

export const wordsOf = (language: 'en' | 'zh'): Words =>
  language === 'zh' ? { ...zh, ...settingsZh } : { ...en, ...settingsEn };
