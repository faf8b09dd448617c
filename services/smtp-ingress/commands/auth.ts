import { conduct, maxSaslLine, type SaslError, type SaslStep, startSasl } from '@postroom/sasl';
import { type AuthCommand, badSequence, parseAuthCommand, SmtpError } from '@postroom/smtp';
import { type ErrorCode, isMailError } from '@postroom/types';
import { command } from '../command.ts';
import { certified, logIn, partyOf, saslOffer } from '../session/log-in.ts';
import type { Session } from '../session/session.ts';

/** RFC 4954 4. Not possible during a mail transaction, and only once in a session. */
export const auth = command<AuthCommand>({
  name: 'AUTH',
  states: ['greeted'],
  parse: parseAuthCommand,
  async run(session, { mechanism, initialResponse }) {
    if (session.services.role !== 'submission') throw new SmtpError(502, '5.5.1', 'Login is not offered on this port');
    if (session.user) throw badSequence('Already authenticated');
    if (!session.connection.isPrivate) {
      throw new SmtpError(538, '5.7.11', 'Encryption required: issue STARTTLS first');
    }
    const { authenticator } = session.services;
    const claim = await conduct(startSasl(mechanism, initialResponse, saslOffer(session)), {
      ask: (step) => ask(session, step),
      prove: ({ authcid }) => authenticator.prove({ login: authcid, ...partyOf(session) }),
      checkToken: ({ authcid, token }) => authenticator.bearer({ login: authcid, token, ...partyOf(session) }),
      hints: authenticator.tokenHints('smtp'),
      checkCertificate: (login) => authenticator.certified({ login, addresses: certified(session) }),
      check: ({ authcid, password }) => authenticator.authenticate({ login: authcid, password, ...partyOf(session) }),
    });
    if ('error' in claim) throw REFUSALS[claim.error];
    await logIn(session, claim).catch(refuse);
    return '235 2.7.0 Authentication successful';
  },
});

/** RFC 4954 4, 6. */
const REFUSALS: Readonly<Record<SaslError, SmtpError>> = {
  unsupported: new SmtpError(504, '5.5.4', 'Unknown authentication mechanism'),
  cancelled: new SmtpError(501, '5.7.0', 'Authentication cancelled'),
  'too-long': new SmtpError(500, '5.5.6', 'The line is too long'),
  'not-bound': new SmtpError(535, '5.7.8', 'Channel binding does not match this connection'),
  'not-proved': new SmtpError(535, '5.7.8', 'Wrong address or password'),
  malformed: new SmtpError(501, '5.5.2', 'Malformed authentication response'),
};

/** Replies to errors whose codes differ from those at other commands. */
const LOGIN_REFUSALS: Readonly<Partial<Record<ErrorCode, readonly [code: number, enhanced: string, text: string]>>> = {
  unavailable: [454, '4.7.0', 'The login cannot be checked now, try again later'],
  'no-permission': [535, '5.7.8', 'The token does not allow sending mail'],
};

function refuse(error: unknown): never {
  const reply = isMailError(error) ? LOGIN_REFUSALS[error.code] : undefined;
  throw reply ? new SmtpError(...reply) : error;
}

async function ask(session: Session, step: Extract<SaslStep, { challenge: string }>): Promise<SaslStep> {
  session.reply(`334 ${step.challenge}`);
  const line = await session.input.line(() => maxSaslLine + 2);
  return typeof line === 'string' ? { error: 'too-long' } : step.respond(line.toString('latin1'));
}
