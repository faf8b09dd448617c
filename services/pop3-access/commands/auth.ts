import { conduct, maxSaslLine, offeredMechanisms, type SaslError, type SaslStep, startSasl } from '@postroom/sasl';
import { MailError } from '@postroom/types';
import { BadCommand } from '../arguments.ts';
import { command, type Reply } from '../command.ts';
import { certified, logInBy, partyOf, saslOffer } from '../session/log-in.ts';
import { requireSecure } from '../session/require-secure.ts';
import { ConnectionLost, type Session } from '../session/session.ts';
import { AUTHORIZATION } from '../session/state.ts';

interface AuthArguments {
  mechanism: string;
  initialResponse: string | undefined;
}

/** RFC 5034 4. Without an argument AUTH lists the mechanisms, because several programs still ask in this way. */
export const auth = command<AuthArguments>({
  name: 'AUTH',
  states: AUTHORIZATION,
  parse(args) {
    const [mechanism = '', initialResponse, ...more] = args.trimEnd().split(' ');
    if (more.length > 0) throw new BadCommand('Too many arguments');
    return { mechanism, initialResponse };
  },
  async run(session, { mechanism, initialResponse }) {
    requireSecure(session);
    if (mechanism === '') return listMechanisms(session);
    const { authenticator } = session.services;
    const claim = await conduct(startSasl(mechanism, initialResponse, saslOffer(session)), {
      ask: (step) => ask(session, step),
      prove: ({ authcid }) => authenticator.prove({ login: authcid, ...partyOf(session) }),
      checkToken: ({ authcid, token }) => authenticator.bearer({ login: authcid, token, ...partyOf(session) }),
      hints: authenticator.tokenHints('pop3'),
      checkCertificate: (login) => authenticator.certified({ login, addresses: certified(session) }),
      check: ({ authcid, password }) => authenticator.authenticate({ login: authcid, password, ...partyOf(session) }),
    });
    if ('error' in claim) throw refusal(claim.error);
    return logInBy(session, { name: claim.authcid, authzid: claim.authzid }, claim.login);
  },
});

async function listMechanisms(session: Session): Promise<Reply> {
  const names = offeredMechanisms(saslOffer(session)).map((name) => `${name}\r\n`);
  await session.send(`+OK Mechanisms follow\r\n${names.join('')}.\r\n`);
  return undefined;
}

async function ask(session: Session, step: Extract<SaslStep, { challenge: string }>): Promise<SaslStep> {
  await session.send(`+ ${step.challenge}\r\n`);
  const line = await session.input.line(maxSaslLine + 2);
  if (line === null) throw new ConnectionLost('the client went away');
  return typeof line === 'string' ? { error: 'too-long' } : step.respond(line.toString('latin1'));
}

function refusal(error: SaslError): Error {
  switch (error) {
    case 'unsupported':
      return new BadCommand('Unknown authentication mechanism');
    case 'cancelled':
      return new BadCommand('Authentication cancelled');
    case 'too-long':
      return new BadCommand('The line is too long');
    case 'not-bound':
      return new MailError('authentication-failed', 'Channel binding does not match this connection');
    case 'malformed':
      return new BadCommand('Malformed authentication response');
    default:
      return new MailError('invalid', error);
  }
}
