import { lackOfRoom } from '@postroom/intake';
import type { SmtpError } from '@postroom/smtp';
import { noteMessage } from './note-refusal.ts';
import type { Session } from './session.ts';
import { transactionOf } from './state.ts';

/**
 * Removes recipients that have no room for a message of this size; by LMTP each gets its own reply (RFC 2033 4.2). Recipients that lead to
 * several places are accepted, and a place without room keeps its copy in the queue. Throws when no recipient is left.
 */
export async function refuseFull(session: Session, size: number): Promise<void> {
  const transaction = transactionOf(session);
  const { recipients, places, taken, refused } = transaction;
  const alone = new Map(taken.map(({ key, place }) => [recipients.get(key), place]));
  let last: SmtpError | undefined;
  for (const [place, { target, recipient }] of places) {
    if (target.kind !== 'account' || alone.get(recipient) !== place) continue;
    const refusal = await lackOfRoom(session.services.store.pool, target, size);
    if (!refusal) continue;
    places.delete(place);
    refused.set(place, refusal);
    last = refusal;
  }
  if (last && places.size === 0) throw last;
  for (const { key, place = '' } of taken) {
    const [refusal, recipient] = [refused.get(place), recipients.get(key)];
    if (!refusal || !recipient) continue;
    recipients.delete(key);
    noteMessage(session, { ...transaction, recipients: new Map([[key, recipient]]) }, refusal);
  }
}
