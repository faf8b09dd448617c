import { type Transaction, uuidv7 } from '@postroom/database';
import { resolveRecipient, type Target } from '@postroom/directory';
import { normaliseDomain } from '@postroom/smtp';
import type { NewDelivery } from '@postroom/transit';
import { isMailError } from '@postroom/types';

/** Returns the deliveries of a report to this sender: the same as for any mail to that address. Empty when nobody here has the address. */
export async function deliveriesTo(tx: Transaction, sender: string, hostname: string): Promise<NewDelivery[]> {
  const to = (recipient: string): NewDelivery => ({ id: uuidv7(), recipient, originalRecipient: sender });
  try {
    const found = await resolveRecipient(tx, sender, { hostname });
    if (found.kind === 'elsewhere') return [{ ...to(sender), destination: found.domain }];
    if (found.kind === 'unknown') return [];
    return found.targets.flatMap((target) => deliveryTo(target, to));
  } catch (error) {
    // The alias leads too far; the report is dropped, but the work on the message must not fail.
    if (isMailError(error)) return [];
    throw error;
  }
}

function deliveryTo(target: Target, to: (recipient: string) => NewDelivery): NewDelivery[] {
  if (target.kind === 'account') return [{ ...to(target.address), accountId: target.accountId }];
  const destination = normaliseDomain(target.address.slice(target.address.lastIndexOf('@') + 1));
  return destination === undefined ? [] : [{ ...to(target.address), destination }];
}
