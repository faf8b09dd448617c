import type { DeliveryFacts } from '../jmap/types.ts';
import type { DeliveryState, DeliveryStatus } from '../state/delivery/delivery-state.ts';
import type { DeliveryWord } from '../words/delivery/en.ts';
import type { Values } from '../words/index.ts';
import { meaningOf, wordsOfReply } from './reply-meaning.ts';

type Text = (word: DeliveryWord, values?: Values) => string;

/** What a server's answer means, in words; where its numbers say nothing, in its own. */
export function reasonOfReply(reply: string, text: Text): string {
  const meaning = meaningOf(reply);
  return meaning ? text(meaning) : wordsOfReply(reply);
}

/** What became of a mail at one recipient, in a sentence. */
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
      // What was put off again and again came back in the end with the last answer.
      return text('failed', { reason: smtpReply.startsWith('4') ? text('gaveUp', { reason }) : reason });
    case 'waiting':
      return facts.isHeld ? text('waitingHeld') : text('waiting', { reason });
    case 'queued':
      return facts.isHeld ? text('waitingHeld') : text('queued');
    default:
      return text(state);
  }
}

/** Nobody else was asked. */
function isOwnTrouble(reply: string, { server }: DeliveryFacts): boolean {
  return server === null && /internal error$/i.test(reply);
}
