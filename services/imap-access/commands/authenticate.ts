import { ImapSyntaxError } from '@postroom/imap';
import {
  conduct,
  MECHANISM_NAMES,
  type Offer,
  offeredMechanisms,
  type SaslError,
  type SaslStep,
  startSasl,
} from '@postroom/sasl';
import { command } from '../command.ts';
import { beforeLogin, type Capability } from '../session/capability.ts';
import { certified, checkClaim, partyOf } from '../session/check-login.ts';
import { ConnectionLost } from '../session/input.ts';
import type { Session } from '../session/session.ts';
import { BEFORE_LOGIN } from '../session/state.ts';

/** The capabilities of mechanisms, announced where they can be used: those that send the password only where nobody can listen. */
export const MECHANISMS: readonly Capability[] = MECHANISM_NAMES.map((name) => ({
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
    if (!session.connection.secure && MECHANISM_NAMES.includes(mechanism)) {
      throw new ImapSyntaxError('Use STARTTLS first', { status: 'NO', code: 'PRIVACYREQUIRED' });
    }
    const { authenticator } = session.services;
    const claim = await conduct(startSasl(mechanism, initial, offerOf(session)), {
      ask: (step) => ask(session, step),
      prove: ({ authcid }) => authenticator.prove({ login: authcid, ...partyOf(session) }),
      checkToken: ({ authcid, token }) => authenticator.bearer({ login: authcid, token, ...partyOf(session) }),
      hints: authenticator.tokenHints('imap'),
      checkCertificate: (login) => authenticator.certified({ login, addresses: certified(session) }),
      check: ({ authcid, password }) => authenticator.authenticate({ login: authcid, password, ...partyOf(session) }),
    });
    if ('error' in claim) {
      throw new ImapSyntaxError(WHY[claim.error], STATUS[claim.error]);
    }
    await checkClaim(session, claim, claim.login);
    return { code: `CAPABILITY ${capabilities(session)}`, text: 'Logged in' };
  },
});

function offerOf({ connection, services }: Session): Offer {
  return {
    secure: connection.secure,
    scram: services.authenticator.hasScram,
    tokens: services.authenticator.hasTokens,
    certified: connection.certifiedAddresses.length > 0,
    bindings: connection.bindings,
  };
}

function offered(session: Session, mechanism: string): boolean {
  return offeredMechanisms(offerOf(session)).includes(mechanism);
}

async function ask(session: Session, step: Extract<SaslStep, { challenge: string }>): Promise<SaslStep> {
  session.output.line(`+ ${step.challenge}`);
  await session.output.flush();
  const line = await session.input.line();
  if (line === null) throw new ConnectionLost();
  return step.respond(line);
}

// RFC 3501 6.2.2, RFC 5530 3: a refusal of something that could be parsed is not BAD.
const STATUS: Readonly<Partial<Record<SaslError, { status: 'NO'; code?: string }>>> = {
  'not-bound': { status: 'NO', code: 'AUTHENTICATIONFAILED' },
  'not-proved': { status: 'NO', code: 'AUTHENTICATIONFAILED' },
  unsupported: { status: 'NO' },
};
const WHY: Readonly<Record<SaslError, string>> = {
  cancelled: 'Authentication cancelled',
  malformed: 'Invalid response',
  'not-bound': 'Channel binding does not match this connection',
  'not-proved': 'Wrong address or password',
  'too-long': 'The response is too long',
  unsupported: 'Unknown mechanism',
};
