import { type ClientAttributes, parseClientAttributes, SmtpError, XFORWARD_ATTRIBUTES } from '@postroom/smtp';
import { command } from '../command.ts';
import { mayForward } from '../extensions/xforward.ts';

/**
 * https://www.postfix.org/XFORWARD_README.html: a trusted filter tells from which client it has the next mail, only for the log and the
 * trace. Rules about clients are applied to the filter itself.
 */
export const xforward = command<ClientAttributes>({
  name: 'XFORWARD',
  states: ['start', 'greeted'],
  parse: (args) => parseClientAttributes(args, XFORWARD_ATTRIBUTES),
  run(session, attributes) {
    if (!mayForward(session)) throw new SmtpError(550, '5.7.0', 'This command is not allowed from your address');
    session.forwarded = { ...session.forwarded, ...attributes };
    return '250 2.0.0 OK';
  },
});
