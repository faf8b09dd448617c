import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';

const HOUR = 3600;

/** Finds networks (/24 or /64) whose few messages go to very many recipients. */
export const recipientRate: Check = {
  name: 'recipient-rate',
  stage: 'message',
  ofClient: true,
  about: 'mails of the network of the client (/24, /64) had more than POLICY_NETWORK_RECIPIENTS in an hour',
  rule: 'defer',
  async run({ envelope: { client }, recipients }, { memory, limits }) {
    if (limits.networkRecipients === 0) return undefined;
    const network = addressNeighbourhood(client.address);
    const count = await memory.count('recipients', network, HOUR, recipients.length);
    return count > limits.networkRecipients
      ? { reason: `too many recipients from ${network} in this hour` }
      : undefined;
  },
};
