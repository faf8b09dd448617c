import type { Check } from '../check.ts';
import { returnedIds } from '../message/returned-ids.ts';
import { REASONS } from '../reasons.ts';

/**
 * Finds reports about messages that were not sent from here: somebody used one of our addresses as reverse-path, and other servers
 * return such messages to us. A report that does not name its message is accepted.
 */
export const backscatter: Check = {
  name: 'backscatter',
  stage: 'message',
  about: 'a delivery report (empty reverse-path) about a message that none of our users sent',
  rule: 'junk',
  async run(message, { wasSent }) {
    if (message.envelope.reversePath !== '') return undefined;
    const ids = await returnedIds(message);
    if (ids.length === 0 || (await wasSent(ids))) return undefined;
    return { reason: REASONS.unknownReport() };
  },
};
