import { offeredMechanisms } from '@postroom/sasl';
import { noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { saslOffer } from '../session/log-in.ts';
import type { Session } from '../session/session.ts';
import { ANY_STATE } from '../session/state.ts';

/** RFC 2449 5. */
export const capa = command({
  name: 'CAPA',
  states: ANY_STATE,
  parse: noArguments,
  async run(session) {
    await session.send(`+OK Capabilities follow\r\n${capabilities(session).join('\r\n')}\r\n.\r\n`);
    return undefined;
  },
});

/** Returns the capabilities that this session has now. Login mechanisms are listed only where a password may be sent. */
export function capabilities(session: Session): string[] {
  const { connection } = session;
  const mechanisms = offeredMechanisms(saslOffer(session));
  return [
    'TOP',
    'UIDL',
    ...(connection.secure ? ['USER'] : []),
    ...(mechanisms.length > 0 ? [`SASL ${mechanisms.join(' ')}`] : []),
    // RFC 2449 6.4 and RFC 3206 5: -ERR responses may begin with a code in brackets.
    'RESP-CODES',
    'AUTH-RESP-CODE',
    'PIPELINING',
    // RFC 2595 4: listed only where STLS is possible.
    ...(connection.canStartTls && session.state.name === 'authorization' ? ['STLS'] : []),
    // RFC 2449 6.7: mail stays until the client deletes it.
    'EXPIRE NEVER',
    'LOGIN-DELAY 0',
    'UTF8 USER',
    'IMPLEMENTATION Postroom',
  ];
}
