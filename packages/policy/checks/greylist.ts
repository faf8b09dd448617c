import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';

/** Defers a message of an unknown triplet (RFC 6647): a real server tries again, programs of spammers do not. */
export const greylist: Check = {
  name: 'greylist',
  stage: 'recipient',
  about: 'nobody of this network wrote from this address to this recipient before: it has to come again',
  rule: 'off',
  async run({ client, reversePath }, recipient, { memory, limits }) {
    const network = addressNeighbourhood(client.address);
    const triplet = `${network} ${reversePath.toLowerCase()} ${recipient.toLowerCase()}`;
    const left = await memory.greylist({ network, triplet }, limits.greylistSeconds, limits.greylistDays * 86_400);
    return left > 0 ? { reason: `greylisted, come again in ${left} s` } : undefined;
  },
};
