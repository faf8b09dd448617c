import { ImapSyntaxError } from '@postroom/imap';
import { type Credentials, offeredMechanisms, type SaslError, startSasl } from '@postroom/sasl';
import { MailError } from '@postroom/types';
import { command } from '../command.ts';
import { beforeLogin, type Capability } from '../session/capability.ts';
import { checkLogin } from '../session/check-login.ts';
import { ConnectionLost } from '../session/input.ts';
import type { Session } from '../session/session.ts';
import { BEFORE_LOGIN } from '../session/state.ts';

/** Mechanisms are announced where they can be used: those with a password only where nobody can listen. */
export const MECHANISMS: readonly Capability[] = offeredMechanisms(true).map((name) => ({
  name: `AUTH=${name}`,
  when: (session) => beforeLogin(session) && offered(session, name),
}));

/** RFC 3501 6.2.2, with the initial response of RFC 4959. */
export const authenticate = command({
  name: 'AUTHENTICATE',
  states: BEFORE_LOGIN,
  parse(args) {
    args.expectSpace();
    const mechanism = args.expectAtom('a mechanism').toUpperCase();
    return { mechanism, initial: args.space() ? args.base64() : undefined };
  },
  async run(session, { mechanism, initial }, { capabilities }) {
    if (offeredMechanisms(true).includes(mechanism) && !offered(session, mechanism)) {
      throw new ImapSyntaxError('Use STARTTLS first', { status: 'NO', code: 'PRIVACYREQUIRED' });
    }
    const { authcid, authzid, password } = await exchange(session, mechanism, initial);
    if (authzid !== '' && authzid !== authcid) throw new MailError('authentication-failed', 'acting for others');
    await checkLogin(session, authcid, password);
    return { code: `CAPABILITY ${capabilities(session)}`, text: 'Logged in' };
  },
});

function offered(session: Session, mechanism: string): boolean {
  return offeredMechanisms(session.connection.secure).includes(mechanism);
}

async function exchange(session: Session, mechanism: string, initial: string | undefined): Promise<Credentials> {
  let step = startSasl(mechanism, initial);
  while ('challenge' in step) {
    session.output.line(`+ ${step.challenge}`);
    await session.output.flush();
    const line = await session.input.line();
    if (line === null) throw new ConnectionLost();
    step = step.respond(line);
  }
  if ('credentials' in step) return step.credentials;
  throw new ImapSyntaxError(WHY[step.error], step.error === 'unsupported' ? { status: 'NO' } : {});
}

const WHY: Readonly<Record<SaslError, string>> = {
  cancelled: 'Authentication cancelled',
  malformed: 'Invalid response',
  'too-long': 'The response is too long',
  unsupported: 'Unknown mechanism',
};
