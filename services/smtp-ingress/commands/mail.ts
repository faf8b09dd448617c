import { maySendAs } from '@postroom/directory';
import { type MailCommand, parseMailCommand, SmtpError } from '@postroom/smtp';
import { command } from '../command.ts';
import { extensions } from '../extensions/index.ts';
import type { Session } from '../session/session.ts';
import { enterState, helloOf } from '../session/state.ts';

/** RFC 5321 4.1.1.2, 3.3. */
export const mail = command<MailCommand>({
  name: 'MAIL',
  states: ['greeted'],
  parse: parseMailCommand,
  async run(session, { address, parameters }) {
    if (session.services.role === 'submission') await requireSender(session, address);
    for (const { checkMail } of extensions) checkMail?.(session, parameters);
    const { forwarded } = session;
    session.forwarded = null;
    const transaction = {
      reversePath: address,
      parameters,
      forwarded,
      recipients: new Map(),
      places: new Map(),
      taken: [],
      refused: new Map(),
    };
    session.screening?.mailFrom(helloOf(session).name, address);
    enterState(session, { name: 'mail', hello: helloOf(session), transaction });
    return '250 2.1.0 OK';
  },
});

/** RFC 6409 4.3, 6.1: only our users may send, and only as themselves. With the null reverse-path only the author in the header is checked. */
async function requireSender({ services, user }: Session, address: string): Promise<void> {
  if (!user) throw new SmtpError(530, '5.7.0', 'Authentication required');
  if (!(await services.logins.isGood(user))) throw new SmtpError(535, '5.7.8', 'The login is no longer valid');
  if (address === '' || (await maySendAs(services.store.pool, user, address))) return;
  throw new SmtpError(550, '5.7.1', 'You may not send as this address');
}
