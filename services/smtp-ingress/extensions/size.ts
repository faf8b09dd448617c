import { SmtpError } from '@postroom/smtp';
import type { Extension } from './extension.ts';

/** RFC 1870: a message that is announced as too large is refused before it is sent (6.1). */
export const size: Extension = {
  announce: ({ services }) => `SIZE ${services.settings.maxMessageBytes}`,
  checkMail({ services }, { size = 0 }) {
    const { maxMessageBytes } = services.settings;
    if (size > maxMessageBytes)
      throw new SmtpError(552, '5.3.4', `The message is too large: at most ${maxMessageBytes} octets`);
  },
};
