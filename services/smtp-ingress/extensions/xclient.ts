import { XCLIENT_ATTRIBUTES } from '@postroom/smtp';
import { mayVouch } from '../session/proxied.ts';
import type { Extension } from './extension.ts';

/** https://www.postfix.org/XCLIENT_README.html: shown to those whom it is taken from, and to nobody else. */
export const xclient: Extension = {
  announce(session) {
    if (!mayVouch(session)) return undefined;
    const logsIn = session.services.role === 'submission';
    return `XCLIENT ${XCLIENT_ATTRIBUTES.filter((name) => logsIn || name !== 'LOGIN').join(' ')}`;
  },
};
