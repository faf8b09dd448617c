import { newPlaces, placeOf, recipientKey, type Target } from '@postroom/intake';
import { parseRcptCommand, type RcptCommand, requireAscii, SmtpError } from '@postroom/smtp';
import { command } from '../command.ts';
import { answerLate } from '../session/misconduct.ts';
import type { Session } from '../session/session.ts';
import { enterState, helloOf, transactionOf } from '../session/state.ts';

/** RFC 5321 4.1.1.3, 3.3. */
export const rcpt = command<RcptCommand>({
  name: 'RCPT',
  states: ['mail', 'recipients'],
  parse: parseRcptCommand,
  async run(session, { address, parameters, given }) {
    const { settings, role, recipients: directory } = session.services;
    const transaction = transactionOf(session);
    const { recipients, places, taken } = transaction;
    const { smtpUtf8, size = 0 } = transaction.parameters;
    if (!smtpUtf8) requireAscii(given);
    const key = recipientKey(address);
    const isKnown = role !== 'lmtp' && recipients.has(key);
    if (Math.max(recipients.size, taken.length) >= settings.maxRecipients && !isKnown) throw tooMany();
    const targets = await directory
      .check({ address, size, relay: role === 'submission', isReport: transaction.reversePath === '' })
      .catch((error: unknown) => unknownRecipient(session, error));
    await session.screening?.recipient(address, accountsOf(targets));
    const more = newPlaces(places, targets);
    if (places.size > 0 && places.size + more.length > settings.maxDeliveries) throw tooMany();
    const recipient = recipients.get(key) ?? { address, parameters };
    recipient.parameters = parameters;
    recipients.set(key, recipient);
    if (role === 'lmtp') taken.push({ key, place: onlyPlace(targets) });
    for (const [place, target] of more) places.set(place, { target, recipient });
    enterState(session, { name: 'recipients', hello: helloOf(session), transaction });
    return '250 2.1.5 OK';
  },
});

function onlyPlace([first, ...others]: readonly Target[]): string | undefined {
  return first && others.length === 0 ? placeOf(first) : undefined;
}

/** Throws the error; delays the reply if the client tries one unknown name after the other. */
async function unknownRecipient(session: Session, error: unknown): Promise<never> {
  const isUnknown = error instanceof SmtpError && error.enhanced === '5.1.1';
  if (isUnknown && (await session.screening?.unknownRecipient())) await answerLate(session);
  throw error;
}

function accountsOf(targets: readonly Target[]): number[] {
  return targets.flatMap((target) => (target.kind === 'account' ? [target.accountId] : []));
}

/** RFC 5321 4.5.3.1.10: the client sends to the other recipients in another transaction. */
function tooMany(): SmtpError {
  return new SmtpError(452, '4.5.3', 'Too many recipients');
}
