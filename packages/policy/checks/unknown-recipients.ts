import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

/** Finds networks that guess addresses. They are counted at the RCPT commands for unknown recipients. */
export const unknownRecipients: Check = {
  name: 'unknown-recipients',
  stage: 'recipient',
  about:
    'the network of the sending server wrote to more than POLICY_UNKNOWN_RECIPIENTS addresses in an hour that do not exist here',
  rule: 'defer',
  async run({ client }, _, { limits }) {
    const { unknownRecipients: most } = limits;
    if (most === 0 || (await client.unknownRecipients()) <= most) return undefined;
    return { reason: REASONS.guesses(addressNeighbourhood(client.address)) };
  },
};
