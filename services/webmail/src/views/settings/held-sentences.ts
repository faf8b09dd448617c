import type { SettingsWord } from '../../words/settings/en.ts';

/** What only mail that is kept apart is found for, by the server's name of that. */
export const HELD_SENTENCES: Readonly<Record<string, SettingsWord>> = {
  clamd: 'heldBack.virus',
  sender: 'heldBack.sender',
};
