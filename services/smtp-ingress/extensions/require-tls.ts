import { SmtpError } from '@postroom/smtp';
import type { Extension } from './extension.ts';

/** RFC 8689 3, 4.1: offered only under TLS. The demand is stored with the mail, and the delivery-worker fulfils it. */
export const requireTls: Extension = {
  announce: ({ connection }) => (connection.secure ? 'REQUIRETLS' : undefined),
  checkMail({ connection }, parameters) {
    if (parameters.requireTls && !connection.secure)
      throw new SmtpError(530, '5.7.10', 'REQUIRETLS needs a connection with TLS: issue STARTTLS first');
  },
};
