import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';

const HOUR = 3600;

/** Finds networks (/24 or /64) that bring more messages than any honest one needs. */
export const networkRate: Check = {
  name: 'network-rate',
  stage: 'envelope',
  about: 'the network of the client (/24, /64) brought more than POLICY_NETWORK_MAILS in an hour',
  rule: 'defer',
  async run({ client: { address } }, { memory, limits }) {
    if (limits.networkMails === 0) return undefined;
    const network = addressNeighbourhood(address);
    const count = await memory.count('mails', network, HOUR);
    return count > limits.networkMails ? { reason: `too many mails from ${network} in this hour` } : undefined;
  },
};
