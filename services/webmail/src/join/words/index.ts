import { whenAgain } from '../../format/retry.ts';
import { locale, type Values } from '../../words/index.ts';
import { wordsOfPart } from '../../words/part.ts';
import { en, type JoinWord } from './en.ts';
import { zh } from './zh.ts';

export type { JoinWord } from './en.ts';

/** Texts of this page in the person's language; the view is drawn again when it changes. */
export const useJoinWords = wordsOfPart<JoinWord>({ en, zh });

/** What the server has against something, and after how many seconds it may be different. */
export interface Fault {
  readonly fault: string;
  readonly retrySeconds?: number | undefined;
}

/** What is said of what the server says. @param isLooking nothing was sent: somebody looks at what is there */
export function useFaultText(isLooking = false): (fault: Fault, values?: Values) => string {
  const t = useJoinWords();
  return ({ fault, retrySeconds }, values) =>
    t(wordOf(fault, isLooking), { when: whenAgain(retrySeconds, locale(), t('fault.later')), ...values });
}

/** The word for what the server says, where there is one. */
function wordOf(fault: string, isLooking: boolean): JoinWord {
  if (fault.startsWith('proof-')) return 'fault.proof';
  const word = `fault.${fault}`;
  const isKnown = word in en && fault !== 'unknown';
  if (isLooking && (!isKnown || fault === 'offline')) return isKnown ? 'fault.unreached' : 'fault.unread';
  return isKnown ? (word as JoinWord) : 'fault.unknown';
}
