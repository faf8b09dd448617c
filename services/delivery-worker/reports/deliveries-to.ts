import { type Transaction, uuidv7 } from '@postroom/database';
import { domainKey, resolveRecipient } from '@postroom/directory';
import type { NewDelivery } from '@postroom/transit';

/** Where a report to this sender goes: as any other mail to that address. Empty when it is nobody here. */
export async function deliveriesTo(tx: Transaction, sender: string): Promise<NewDelivery[]> {
  const found = await resolveRecipient(tx, sender);
  const to = (recipient: string): NewDelivery => ({ id: uuidv7(), recipient, originalRecipient: sender });
  if (found.kind === 'elsewhere') return [{ ...to(sender), destination: found.domain }];
  if (found.kind === 'unknown') return [];
  return found.targets.flatMap((target): NewDelivery[] => {
    if (target.kind === 'account') return [{ ...to(target.address), accountId: target.accountId }];
    const destination = domainKey(target.address.slice(target.address.lastIndexOf('@') + 1));
    return destination === null ? [] : [{ ...to(target.address), destination }];
  });
}
