import { ownerOf } from '../jmap/ids.ts';
import { type Identity, type Message, RECEIVED } from '../jmap/types.ts';
import { useMail } from './mail.ts';

/** The recipient in our own server's Received field: an alias that no other field names, such as with a list or a blind copy. */
const TAKEN_FOR = /\sfor\s+<([^<>\s]+)>/;

/** Returns the identity that wrote the message, else the one that received it; own identities come first, in shared folders delegated ones. */
export function identityFor(message: Message): string {
  const { identities, owners } = useMail.getState();
  const named = [...(message.to ?? []), ...(message.cc ?? [])].map(({ email }) => email.toLowerCase());
  const takenFor = TAKEN_FOR.exec(message[RECEIVED]?.[0] ?? '')?.[1]?.toLowerCase();
  const accountId = ownerOf(message.id);
  const owner = owners.find((each) => each.accountId === accountId)?.address.toLowerCase();
  const writers = (message.from ?? []).map(({ email }) => email.toLowerCase());
  const rank = ({ email, isDelegated = false }: Identity): number => {
    const address = email.toLowerCase();
    if (writers.includes(address)) return -2;
    if (address === takenFor && isDelegated === (accountId !== undefined)) return -1;
    const isNamed = named.includes(address);
    if (isNamed && isDelegated === (accountId !== undefined)) return 0;
    if (address === owner) return 1;
    return isNamed ? 2 : 3;
  };
  return identities.toSorted((one, other) => rank(one) - rank(other))[0]?.id ?? 'I1';
}
