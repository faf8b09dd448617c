import { type ClientAttributes, parseClientAttributes, SmtpError, XCLIENT_ATTRIBUTES } from '@postroom/smtp';
import { command } from '../command.ts';
import { greetingOf } from '../session/greeting.ts';
import { mayVouch, speakFor } from '../session/proxied.ts';

/** https://www.postfix.org/XCLIENT_README.html: a trusted proxy tells from which client the following commands are. */
export const xclient = command<ClientAttributes>({
  name: 'XCLIENT',
  states: ['start', 'greeted'],
  parse: (args) => parseClientAttributes(args, XCLIENT_ATTRIBUTES),
  async run(session, attributes) {
    if (!mayVouch(session)) throw new SmtpError(550, '5.7.0', 'This command is not allowed from your address');
    session.log.info({ attributes }, 'XCLIENT: the session now belongs to another client');
    return (await speakFor(session, attributes)) ? greetingOf(session.services) : undefined;
  },
});
