import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';

/** Finds networks that guess addresses. They are counted at the RCPT commands for unknown recipients. */
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
