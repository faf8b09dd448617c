import { parseHello } from '@postroom/smtp';
import { command } from '../command.ts';
import { extensions } from '../extensions/index.ts';
import type { Session } from '../session/session.ts';
import { ANY_STATE, enterState } from '../session/state.ts';

/** Discards a mail transaction, as RSET does (RFC 5321 4.1.4). The reply has no enhanced codes (RFC 2034 3). */
const extendedHello = {
  states: ANY_STATE,
  parse: parseHello,
  run(session: Session, name: string): undefined {
    enterState(session, { name: 'greeted', hello: { name, extended: true } });
    session.replyLines(250, [
      session.services.hostname,
      ...extensions.flatMap(({ announce }) => announce(session) ?? []),
    ]);
    return undefined;
  },
};

/** RFC 5321 4.1.1.1. */
export const ehlo = command<string>({ name: 'EHLO', roles: ['mx', 'submission'], ...extendedHello });

/** RFC 2033 4.1: LMTP clients use LHLO and nothing else. */
export const lhlo = command<string>({ name: 'LHLO', roles: ['lmtp'], ...extendedHello });

/** RFC 5321 4.1.1.1: the greeting of clients without extensions. */
export const helo = command<string>({
  name: 'HELO',
  roles: ['mx', 'submission'],
  states: ANY_STATE,
  parse: parseHello,
  run(session, name) {
    enterState(session, { name: 'greeted', hello: { name, extended: false } });
    return `250 ${session.services.hostname}`;
  },
});
