import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

/** RFC 5321 4.5.5: a report has one recipient, the sender of the message it is about. */
export const nullSender: Check = {
  name: 'null-sender',
  stage: 'message',
  about: 'a delivery report (empty reverse-path) to several recipients',
  rule: 'junk',
  run: ({ envelope, recipients }) =>
    envelope.reversePath === '' && recipients.length > 1
      ? { reason: REASONS.reportToMany(String(recipients.length)) }
      : undefined,
};
