import { whenAgain } from '../../format/retry.ts';
import { locale, type Values } from '../../words/index.ts';
import { wordsOfPart } from '../../words/part.ts';
import { en, type JoinWord } from './en.ts';
import { zh } from './zh.ts';

export type { JoinWord } from './en.ts';

/** Returns the texts of this page in the person's language; views are rendered again when it changes. */
export const useJoinWords = wordsOfPart<JoinWord>({ en, zh });

/** The server's refusal, and after how many seconds the reply may be different. */
export interface Fault {
  readonly fault: string;
  readonly retrySeconds?: number | undefined;
}

/** Returns the text for a refusal. @param isLooking true where nothing was sent and the page only reads */
export function useFaultText(isLooking = false): (fault: Fault, values?: Values) => string {
  const t = useJoinWords();
  return ({ fault, retrySeconds }, values) =>
    t(wordOf(fault, isLooking), { when: whenAgain(retrySeconds, locale(), t('fault.later')), ...values });
}

/** Returns the name of the text for a refusal; a general one where the page does not know it. */
function wordOf(fault: string, isLooking: boolean): JoinWord {
  if (fault.startsWith('proof-')) return 'fault.proof';
  const word = `fault.${fault}`;
  const isKnown = word in en && fault !== 'unknown';
  if (isLooking && (!isKnown || fault === 'offline')) return isKnown ? 'fault.unreached' : 'fault.unread';
  return isKnown ? (word as JoinWord) : 'fault.unknown';
}
