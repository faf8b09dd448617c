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

/** RFC 3503 3: the receipt was sent, or refused for good. */
const ANSWERED = '$mdnsent';

/** Returns who asks for a read receipt (RFC 8098 2.1); undefined where nobody asks, it is settled, or the message is somebody else's. */
export function receiptTo(message: Message): string | undefined {
  if (ownerOf(message.id) !== undefined || message.keywords[ANSWERED] || message.keywords.$draft) return undefined;
  return message[RECEIPT_TO]?.[0]?.email;
}

/** Sends the read receipt that the person agreed to (RFC 9007 2.1). */
export async function sendReceipt(message: Message): Promise<void> {
  const subject = text('receipt.subject', { subject: message.subject ?? '' });
  const disposition = { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' };
  const send = { receipt: { forEmailId: message.id, subject, textBody: text('receipt.text'), disposition } };
  await settling(message, async () => {
    const [answer] = await call([['MDN/send', { identityId: identityFor(message), send }]]);
    const refused = refusedOf(answer);
    // Another device may have sent it already.
    if (refused && refused.type !== 'mdnAlreadySent') throw new Refused(refused);
    show(text('receipt.sent'));
  });
}

/** Refuses the receipt for good, on all devices (RFC 3503 3). */
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
