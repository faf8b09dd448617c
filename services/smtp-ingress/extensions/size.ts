import { SmtpError } from '@postroom/smtp';
import type { Extension } from './extension.ts';

/** RFC 1870: what is announced as too large need not come (6.1). */
export const size: Extension = {
  announce: ({ services }) => `SIZE ${services.settings.maxMessageBytes}`,
  checkMail({ services }, { size = 0 }) {
    const { maxMessageBytes } = services.settings;
    if (size > maxMessageBytes) throw new SmtpError(552, '5.3.4', `A message has ${maxMessageBytes} octets at most`);
  },
};
