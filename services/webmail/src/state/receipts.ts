import { ownerOf } from '../jmap/ids.ts';
import type { Message } from '../jmap/types.ts';
import { RECEIPT_TO } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { identityFor } from './identity-for.ts';
import { addRows, call, useMail } from './mail.ts';
import { marking, setting } from './marks.ts';
import { Refused, refusedOf } from './refused.ts';
import { showError } from './show-error.ts';
import { show } from './toasts.ts';

/** RFC 3503 3: who has it was answered, or is not to be. */
const ANSWERED = '$mdnsent';

/** To whom a mail asks to be told that it was read (RFC 8098 2.1); undefined where nobody asks, that is settled, or is up to somebody else. */
export function receiptTo(message: Message): string | undefined {
  if (ownerOf(message.id) !== undefined || message.keywords[ANSWERED] || message.keywords.$draft) return undefined;
  return message[RECEIPT_TO]?.[0]?.email;
}

/** Tells the sender that it was read, because the person wants it so (RFC 9007 2.1). */
export async function sendReceipt(message: Message): Promise<void> {
  const subject = text('receipt.subject', { subject: message.subject ?? '' });
  const disposition = { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' };
  const send = { receipt: { forEmailId: message.id, subject, textBody: text('receipt.text'), disposition } };
  await settling(message, async () => {
    const [answer] = await call([['MDN/send', { identityId: identityFor(message), send }]]);
    const refused = refusedOf(answer);
    // Another device was quicker.
    if (refused && refused.type !== 'mdnAlreadySent') throw new Refused(refused);
    show(text('receipt.sent'));
  });
}

/** It is not asked for again, on no device (RFC 3503 3). */
export async function refuseReceipt(message: Message): Promise<void> {
  await settling(message, () =>
    call([['Email/set', { update: { [message.id]: { [`keywords/${ANSWERED}`]: true } } }]]),
  );
}

async function settling(message: Message, telling: () => Promise<unknown>): Promise<void> {
  await marking([message], setting(ANSWERED, true), telling).catch((error: unknown) => {
    addRows([setting(ANSWERED, false)(useMail.getState().messages.get(message.id) ?? message)]);
    showError(error);
  });
}
