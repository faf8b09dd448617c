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

/** Returns only the codes of a diagnostic, such as `550 5.1.1`. */
function codesOf(diagnostic: ReportedRecipient['diagnostic']): ReportedRecipient['diagnostic'] {
  const text = /^(?:[2-5]\d\d\b ?)?(?:[245]\.\d{1,3}\.\d{1,3}\b)?/.exec(diagnostic?.text ?? '')?.[0].trim();
  return diagnostic && text ? { type: diagnostic.type, text } : undefined;
}
