import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

const HOUR = 3600;

/** Finds networks (/24 or /64) whose few messages go to very many recipients. */
export const recipientRate: Check = {
  name: 'recipient-rate',
  stage: 'message',
  ofClient: true,
  about:
    'mails from the network of the sending server (/24, /64) had more than POLICY_NETWORK_RECIPIENTS recipients in an hour',
  rule: 'defer',
  async run({ envelope: { client }, recipients }, { memory, limits }) {
    if (limits.networkRecipients === 0) return undefined;
    const network = addressNeighbourhood(client.address);
    const count = await memory.count('recipients', network, HOUR, recipients.length);
    return count > limits.networkRecipients ? { reason: REASONS.manyRecipients(network) } : undefined;
  },
};
