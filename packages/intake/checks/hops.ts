import { SmtpError } from '@postroom/smtp';
import type { Check } from './check.ts';

/** RFC 5321 6.3: a message that went round. */
export const hops: Check = ({ facts }, { settings }) =>
  facts.received > settings.maxReceived
    ? { refusal: new SmtpError(554, '5.4.6', 'Too many hops: a mail loop') }
    : undefined;
