import { SmtpError } from '@postroom/smtp';
import type { Check } from './check.ts';

/** Refuses a message that seems to run in a loop (RFC 5321 6.3). */
export const hops: Check = ({ facts }, { settings }) =>
  facts.received > settings.maxReceived
    ? { refusal: new SmtpError(554, '5.4.6', 'Too many hops: a mail loop') }
    : undefined;
