import { uuidv7 } from '@postroom/database';
import type { Trace } from '@postroom/intake';
import { grantedPriority } from '../extensions/mt-priority.ts';
import type { Session } from './session.ts';
import { helloOf, transactionOf } from './state.ts';

/** Returns how the message came that the session is receiving. */
export function traceOf(session: Session): Trace {
  const { connection, services, user } = session;
  const { reversePath, recipients, parameters } = transactionOf(session);
  const hello = helloOf(session);
  return {
    ehlo: hello.name,
    remoteAddress: connection.client.address,
    remoteHost: session.vouched?.NAME ?? undefined,
    by: services.hostname,
    extended: hello.extended,
    tls: connection.tls,
    lmtp: services.role === 'lmtp',
    authenticated: user !== null,
    smtpUtf8: parameters.smtpUtf8 ?? false,
    priority: grantedPriority(session, parameters.priority ?? 0),
    id: uuidv7(),
    recipients: Array.from(recipients.values(), ({ address }) => address),
    date: new Date(),
    reversePath,
    submitted: user !== null,
  };
}
