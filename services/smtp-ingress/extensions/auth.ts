import { offeredMechanisms } from '@postroom/sasl';
import { saslOffer } from '../session/log-in.ts';
import type { Extension } from './extension.ts';

/** RFC 4954 4: offered where it would be taken. */
export const auth: Extension = {
  announce(session) {
    const { services, user } = session;
    const mechanisms = services.role === 'submission' && !user ? offeredMechanisms(saslOffer(session)) : [];
    return mechanisms.length > 0 ? `AUTH ${mechanisms.join(' ')}` : undefined;
  },
};
