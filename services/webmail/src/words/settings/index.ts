import { text, type Values, type Word } from '../index.ts';
import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type SettingsWord } from './en.ts';
import { zh } from './zh.ts';

export type { SettingsWord } from './en.ts';
export type AnyWord = Word | SettingsWord;

/** Returns texts of the settings, outside of a view. */
export const settingsText = textOfPart<SettingsWord>({ en, zh });

const useOwn = wordsOfPart<SettingsWord>({ en, zh });

/** Returns texts of the settings and all general ones, in a view. */
export function useSettingsWords(): (word: AnyWord, values?: Values) => string {
  const own = useOwn();
  return (word, values) => (word in en ? own(word as SettingsWord, values) : text(word as Word, values));
}
