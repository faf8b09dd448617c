import { wordsOfPart } from '../../words/part.ts';
import { en, type JoinWord } from './en.ts';
import { zh } from './zh.ts';

export type { JoinWord } from './en.ts';

/** Texts of this page in the person's language; the view is drawn again when it changes. */
export const useJoinWords = wordsOfPart<JoinWord>({ en, zh });

/** The word for what the server says, where there is one. */
export function wordOf(fault: string): JoinWord {
  if (fault.startsWith('proof-')) return 'fault.proof';
  const word = `fault.${fault}`;
  return word in en ? (word as JoinWord) : 'fault.unknown';
}
