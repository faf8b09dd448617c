import { addressKey } from '@postroom/directory';
import type { ReportedRecipient } from '@postroom/reports';
import type { AttemptedDelivery } from '@postroom/transit';
import { isStranger } from './wants.ts';

/**
 * Returns the recipient as the sender may see it: as the sender gave it. Our users also see where an alias led, but not where an account
 * forwards to. A stranger sees neither (RFC 3461 5.2.7 knows such confidential forwarding addresses), nor the words of another server about
 * a member of an alias.
 */
export function shownRecipient(
  row: Pick<AttemptedDelivery, 'recipient' | 'originalRecipient' | 'orcpt' | 'source' | 'forwardedBy'>,
  said: Pick<ReportedRecipient, 'remoteMta' | 'diagnostic'> = {},
): Pick<ReportedRecipient, 'finalRecipient' | 'originalRecipient' | 'remoteMta' | 'diagnostic'> {
  const originalRecipient = row.orcpt ?? undefined;
  const asGiven = { finalRecipient: row.originalRecipient, originalRecipient };
  if (isSame(row.recipient, row.originalRecipient)) return { ...asGiven, ...said };
  if (!isStranger(row.source) && row.forwardedBy.length === 0)
    return { finalRecipient: row.recipient, originalRecipient, ...said };
  return { ...asGiven, diagnostic: codesOf(said.diagnostic) };
}

function isSame(one: string, other: string): boolean {
  return one === other || (addressKey(one) !== null && addressKey(one) === addressKey(other));
}

/** What we say ourselves of a message that the next server cannot take: it is about the message, and tells nothing of where it went. */
const ABOUT_THE_MESSAGE = new Map([
  ['5.3.4', 'the message is larger than the next server takes'],
  ['5.6.3', 'the message is binary, and the next server does not take such messages (BINARYMIME)'],
  ['5.6.7', 'an address is not ASCII, and the next server does not take such addresses (SMTPUTF8)'],
  ['5.6.9', 'the header is not ASCII, and the next server does not take such messages (SMTPUTF8)'],
  ['5.7.30', 'the message requires TLS onwards, and the next server does not promise it (REQUIRETLS)'],
]);

/** Returns only the codes of a diagnostic, such as `550 5.1.1`, and our own words where they are about the message. */
function codesOf(diagnostic: ReportedRecipient['diagnostic']): ReportedRecipient['diagnostic'] {
  const text = /^(?:[2-5]\d\d\b ?)?(?:[245]\.\d{1,3}\.\d{1,3}\b)?/.exec(diagnostic?.text ?? '')?.[0].trim();
  const words = diagnostic?.type === 'x-postroom' && text ? ABOUT_THE_MESSAGE.get(text) : undefined;
  return diagnostic && text ? { type: diagnostic.type, text: words ? `${text} ${words}` : text } : undefined;
}
