import { addressNeighbourhood } from '@postroom/net';
import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

const HOUR = 3600;

/** Finds networks (/24 or /64) that bring more messages than any honest one needs. */
export const networkRate: Check = {
  name: 'network-rate',
  stage: 'envelope',
  about: 'more than POLICY_NETWORK_MAILS mails in an hour came from the network of the sending server (/24, /64)',
  rule: 'defer',
  async run({ client: { address } }, { memory, limits }) {
    if (limits.networkMails === 0) return undefined;
    const network = addressNeighbourhood(address);
    const count = await memory.count('mails', network, HOUR);
    return count > limits.networkMails ? { reason: REASONS.manyMails(network) } : undefined;
  },
};
