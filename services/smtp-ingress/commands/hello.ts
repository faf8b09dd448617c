import { MAX_HOLD_SECONDS } from '@postroom/intake';
import { offeredMechanisms } from '@postroom/sasl';
import { parseHello } from '@postroom/smtp';
import { command } from '../command.ts';
import { saslOffer } from '../session/log-in.ts';
import type { Session } from '../session/session.ts';
import { ANY_STATE, enterState } from '../session/state.ts';

/** RFC 5321 4.1.1.1. What was under way is forgotten, as with RSET (4.1.4). No enhanced codes here (RFC 2034 3). */
export const ehlo = command<string>({
  name: 'EHLO',
  states: ANY_STATE,
  parse: parseHello,
  run(session, name) {
    enterState(session, { name: 'greeted', hello: { name, extended: true } });
    session.replyLines(250, [session.services.hostname, ...extensions(session)]);
    return undefined;
  },
});

/** RFC 5321 4.1.1.1: the greeting of clients without extensions. */
export const helo = command<string>({
  name: 'HELO',
  states: ANY_STATE,
  parse: parseHello,
  run(session, name) {
    enterState(session, { name: 'greeted', hello: { name, extended: false } });
    return `250 ${session.services.hostname}`;
  },
});

/** RFC 4865 3: how long a mail may be held, and until when. */
function futureRelease(now: Date): string {
  const latest = new Date(now.getTime() + MAX_HOLD_SECONDS * 1_000);
  return `FUTURERELEASE ${MAX_HOLD_SECONDS} ${latest.toISOString().replace(/\.\d+/, '')}`;
}

/** What this session has now. AUTH is offered where it would be taken (RFC 4954 4), STARTTLS until it is done. */
function extensions(session: Session): string[] {
  const { connection, services, user } = session;
  const mechanisms = services.role === 'submission' && !user ? offeredMechanisms(saslOffer(session)) : [];
  return [
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'DSN',
    ...(mechanisms.length > 0 ? [`AUTH ${mechanisms.join(' ')}`] : []),
    ...(user ? [futureRelease(new Date())] : []),
    ...(services.canStartTls && !connection.secure ? ['STARTTLS'] : []),
    `SIZE ${services.settings.maxMessageBytes}`,
  ];
}
