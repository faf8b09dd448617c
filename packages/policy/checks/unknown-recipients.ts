import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';

/** A network that tries names until one is ours. They are counted where RCPT finds that somebody is not here. */
export const unknownRecipients: Check = {
  name: 'unknown-recipients',
  stage: 'recipient',
  about: 'the network of the client named more than POLICY_UNKNOWN_RECIPIENTS in an hour who are not here',
  rule: 'defer',
  async run({ client }, _, { limits }) {
    const { unknownRecipients: most } = limits;
    if (most === 0 || (await client.unknownRecipients()) <= most) return undefined;
    return { reason: `too many unknown recipients from ${addressNeighbourhood(client.address)}` };
  },
};
