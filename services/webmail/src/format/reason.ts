import type { DeliveryFacts } from '../jmap/types.ts';
import type { DeliveryState, DeliveryStatus } from '../state/delivery/delivery-state.ts';
import type { DeliveryWord } from '../words/delivery/en.ts';
import type { Values } from '../words/index.ts';
import { meaningOf, wordsOfReply } from './reply-meaning.ts';

type Text = (word: DeliveryWord, values?: Values) => string;

/** Returns what a server's reply means, in words; where its codes say nothing, the reply's own text. */
export function reasonOfReply(reply: string, text: Text): string {
  const meaning = meaningOf(reply);
  return meaning ? text(meaning) : wordsOfReply(reply);
}

/** Returns a sentence about the delivery to one recipient. */
export function outcomeInWords(
  state: DeliveryState,
  { smtpReply }: DeliveryStatus,
  facts: DeliveryFacts,
  text: Text,
): string {
  if (facts.isTakenBack) return text('takenBack');
  const reason = isOwnTrouble(smtpReply, facts) ? text('ownTrouble') : reasonOfReply(smtpReply, text);
  switch (state) {
    case 'failed':
      // A failure with a 4xx reply was retried until the queue gave up.
      return text('failed', { reason: smtpReply.startsWith('4') ? text('gaveUp', { reason }) : reason });
    case 'waiting':
      return facts.isHeld ? text('waitingHeld') : text('waiting', { reason });
    case 'queued':
      return facts.isHeld ? text('waitingHeld') : text('queued');
    default:
      return text(state);
  }
}

/** Returns whether the reply is our own error: no other server was asked. */
function isOwnTrouble(reply: string, { server }: DeliveryFacts): boolean {
  return server === null && /internal error$/i.test(reply);
}
