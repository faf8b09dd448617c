import { parseHello } from '@postroom/smtp';
import { command } from '../command.ts';
import { extensions } from '../extensions/index.ts';
import { ANY_STATE, enterState } from '../session/state.ts';

/** RFC 5321 4.1.1.1. What was under way is forgotten, as with RSET (4.1.4). No enhanced codes here (RFC 2034 3). */
export const ehlo = command<string>({
  name: 'EHLO',
  states: ANY_STATE,
  parse: parseHello,
  run(session, name) {
    enterState(session, { name: 'greeted', hello: { name, extended: true } });
    session.replyLines(250, [
      session.services.hostname,
      ...extensions.flatMap(({ announce }) => announce(session) ?? []),
    ]);
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
