import { XFORWARD_ATTRIBUTES } from '@postroom/smtp';
import type { Session } from '../session/session.ts';
import type { Extension } from './extension.ts';

/** https://www.postfix.org/XFORWARD_README.html: announced only to clients that may use it. */
export const xforward: Extension = {
  announce: (session) => (mayForward(session) ? `XFORWARD ${XFORWARD_ATTRIBUTES.join(' ')}` : undefined),
};

export function mayForward({ connection, services }: Session): boolean {
  return services.settings.xforwardFrom.has(connection.client.address);
}
