import type { SettingsWord } from '../../words/settings/en.ts';

/** The sentences for findings that only messages in quarantine have, by the server's name of the check. */
export const HELD_SENTENCES: Readonly<Record<string, SettingsWord>> = {
  clamd: 'heldBack.virus',
  sender: 'heldBack.sender',
};
