import type { Check } from '../check.ts';
import { returnedIds } from '../message/returned-ids.ts';

/**
 * Somebody sent mail with an address of ours as its reverse-path, and others return it to us. A report that does not say which message
 * it is about is believed.
 */
export const backscatter: Check = {
  name: 'backscatter',
  stage: 'message',
  about: 'a report (without reverse-path) that returns a message which none of our users sent',
  rule: 'junk',
  async run(message, { wasSent }) {
    if (message.envelope.reversePath !== '') return undefined;
    const ids = await returnedIds(message);
    if (ids.length === 0 || (await wasSent(ids))) return undefined;
    return { reason: 'it returns a message that nobody here sent' };
  },
};
