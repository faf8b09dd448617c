import { maySendAs } from '@postroom/directory';
import { MAX_HOLD_SECONDS, releaseTime } from '@postroom/intake';
import { type MailCommand, type MailParameters, parseMailCommand, SmtpError } from '@postroom/smtp';
import { command } from '../command.ts';
import type { Session } from '../session/session.ts';
import { enterState, helloOf } from '../session/state.ts';

/** RFC 5321 4.1.1.2, 3.3. */
export const mail = command<MailCommand>({
  name: 'MAIL',
  states: ['greeted'],
  parse: parseMailCommand,
  async run(session, { address, parameters }) {
    const { settings, role } = session.services;
    // RFC 1870 6.1
    if ((parameters.size ?? 0) > settings.maxMessageBytes) {
      throw new SmtpError(552, '5.3.4', `A message has ${settings.maxMessageBytes} octets at most`);
    }
    if (role === 'submission') await requireSender(session, address);
    requireRelease(session, parameters);
    const transaction = { reversePath: address, parameters, recipients: new Map(), places: new Map() };
    session.visit?.mailFrom(helloOf(session).name, address);
    enterState(session, { name: 'mail', hello: helloOf(session), transaction });
    return '250 2.1.0 OK';
  },
});

/** RFC 4865 3, 4: what is held is our users', and no longer than EHLO says. */
function requireRelease({ user }: Session, parameters: MailParameters): void {
  const { holdFor, holdUntil } = parameters;
  if (holdFor === undefined && holdUntil === undefined) return;
  if (!user) throw new SmtpError(555, '5.5.4', 'Mail is held for users after a login only');
  if (releaseTime(parameters, new Date()) === undefined)
    throw new SmtpError(501, '5.5.4', `A mail is held for ${MAX_HOLD_SECONDS} seconds at most`);
}

/** RFC 6409 4.3, 6.1: only our users, as themselves. Who has no name here is asked for one in the header. */
async function requireSender({ services, user }: Session, address: string): Promise<void> {
  if (!user) throw new SmtpError(530, '5.7.0', 'Authentication required');
  if (!(await services.logins.isGood(user))) throw new SmtpError(535, '5.7.8', 'The login is no longer valid');
  if (address === '' || (await maySendAs(services.store.pool, user, address))) return;
  throw new SmtpError(550, '5.7.1', 'This sender address is not yours');
}
