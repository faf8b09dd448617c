import { wordsOfPart } from '../part.ts';
import { en, type SettingsWord } from './en.ts';
import { zh } from './zh.ts';

export type { SettingsWord } from './en.ts';

/** Texts that come with the settings. */
export const useSettingsWords = wordsOfPart<SettingsWord>({ en, zh });
