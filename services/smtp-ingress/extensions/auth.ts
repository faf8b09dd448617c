import { offeredMechanisms } from '@postroom/sasl';
import { SmtpError } from '@postroom/smtp';
import { saslOffer } from '../session/log-in.ts';
import type { Extension } from './extension.ts';

/** RFC 4954 4, 5: offered where a login is possible; only there the AUTH parameter of MAIL is known. */
export const auth: Extension = {
  announce(session) {
    const { services, user } = session;
    const mechanisms = services.role === 'submission' && !user ? offeredMechanisms(saslOffer(session)) : [];
    return mechanisms.length > 0 ? `AUTH ${mechanisms.join(' ')}` : undefined;
  },
  checkMail({ services }, { submitted }) {
    if (submitted && services.role !== 'submission')
      throw new SmtpError(555, '5.5.4', 'Login is not offered on this port');
  },
};
