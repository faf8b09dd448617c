import { en as emptyEn } from '../../services/webmail/src/words/empty/en.ts';
import { zh as emptyZh } from '../../services/webmail/src/words/empty/zh.ts';
import { en, type Word } from '../../services/webmail/src/words/en.ts';
import type { SettingsWord } from '../../services/webmail/src/words/settings/en.ts';
import { en as settingsEn } from '../../services/webmail/src/words/settings/en.ts';
import { zh as settingsZh } from '../../services/webmail/src/words/settings/zh.ts';
import { zh } from '../../services/webmail/src/words/zh.ts';

/** The page's texts that have no variable parts. */
export type Words = Readonly<Record<Word | SettingsWord | 'inbox', string>>;

export const wordsOf = (language: 'en' | 'zh'): Words =>
  language === 'zh' ? { ...emptyZh, ...zh, ...settingsZh } : { ...emptyEn, ...en, ...settingsEn };
