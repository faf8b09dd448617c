import type { Places } from '../places.ts';
import type { AccountTarget } from '../recipients.ts';
import { hasAmpleRoom, lackOfRoom } from '../room.ts';
import type { Check } from './check.ts';

/**
 * Refuses a message whose actual size does not fit the only recipient's mailbox, whatever MAIL announced: the client hears of it now
 * (RFC 5321 4.5.3.1.9, RFC 3463 X.2.2), and no report goes to the sender it named. With several recipients the message is accepted, and
 * waits in the queue for those that lack room.
 */
export const freeSpace: Check = ({ message, places }, { store: { pool } }) => {
  const account = onlyAccount(places);
  if (!account || hasAmpleRoom(account)) return undefined;
  return lackOfRoom(pool, account, message.size).then((refusal) => refusal && { refusal });
};

function onlyAccount(places: Places): AccountTarget | undefined {
  const [place] = places.values();
  return places.size === 1 && place?.target.kind === 'account' ? place.target : undefined;
}
