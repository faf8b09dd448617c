import { newPlaces, recipientKey } from '@postroom/intake';
import { parseRcptCommand, type RcptCommand, requireAscii, SmtpError } from '@postroom/smtp';
import { command } from '../command.ts';
import { enterState, helloOf, transactionOf } from '../session/state.ts';

/** RFC 5321 4.1.1.3, 3.3. */
export const rcpt = command<RcptCommand>({
  name: 'RCPT',
  states: ['mail', 'recipients'],
  parse: parseRcptCommand,
  async run(session, { address, parameters }) {
    const { settings, role, recipients: directory } = session.services;
    const transaction = transactionOf(session);
    const { recipients, places } = transaction;
    const { smtpUtf8, size = 0 } = transaction.parameters;
    if (!smtpUtf8) requireAscii(address);
    const key = recipientKey(address);
    if (recipients.size >= settings.maxRecipients && !recipients.has(key)) throw tooMany();
    const targets = await directory.check({ address, size, relay: role === 'submission' });
    const more = newPlaces(places, targets);
    if (places.size > 0 && places.size + more.length > settings.maxDeliveries) throw tooMany();
    const recipient = recipients.get(key) ?? { address, parameters };
    recipient.parameters = parameters;
    recipients.set(key, recipient);
    for (const [place, target] of more) places.set(place, { target, recipient });
    enterState(session, { name: 'recipients', hello: helloOf(session), transaction });
    return '250 2.1.5 OK';
  },
});

/** RFC 5321 4.5.3.1.10: the client sends the rest in another mail. */
function tooMany(): SmtpError {
  return new SmtpError(452, '4.5.3', 'Too many recipients');
}
