import { XCLIENT_ATTRIBUTES } from '@postroom/smtp';
import { mayVouch } from '../session/proxied.ts';
import type { Extension } from './extension.ts';

/** https://www.postfix.org/XCLIENT_README.html: announced only to clients that may use it. */
export const xclient: Extension = {
  announce(session) {
    if (!mayVouch(session)) return undefined;
    const logsIn = session.services.role === 'submission';
    return `XCLIENT ${XCLIENT_ATTRIBUTES.filter((name) => logsIn || name !== 'LOGIN').join(' ')}`;
  },
};
