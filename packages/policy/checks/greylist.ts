import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

/**
 * Defers a message of an unknown triplet (RFC 6647): a real server tries again, programs of spammers do not. All servers that may send
 * for the domain of the reverse-path (SPF) count as one, since large senders try again from another of their networks.
 */
export const greylist: Check = {
  name: 'greylist',
  stage: 'recipient',
  about:
    'this sender has not written to this recipient before, from this network or another that its domain allows (SPF): the server has to try again later',
  rule: 'off',
  async run({ client: { address }, helo, reversePath }, recipient, { memory, limits, spfDomain }) {
    const network = addressNeighbourhood(address);
    const domain = await spfDomain({ address, helo, reversePath }).catch(() => undefined);
    const triplet = `${domain ?? network} ${senderKey(reversePath)} ${recipient.toLowerCase()}`;
    const networks = domain === undefined ? [network] : [network, domain];
    const left = await memory.greylist({ networks, triplet }, limits.greylistSeconds, limits.greylistDays * 86_400);
    return left > 0 ? { reason: REASONS.greylisted(String(left)) } : undefined;
  },
};

/** Returns a reverse-path without what differs from message to message: tags (BATV), and words with digits in them (VERP, SRS). */
function senderKey(reversePath: string): string {
  const at = Math.max(0, reversePath.lastIndexOf('@'));
  const local = reversePath
    .slice(0, at)
    .toLowerCase()
    .replace(/^prvs=[^=]{1,20}=/, '');
  return `${local.replace(/[a-z0-9]*\d[a-z0-9]*/g, '#')}${reversePath.slice(at).toLowerCase()}`;
}
