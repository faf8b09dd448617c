import type { Blob } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import type { Forwarding } from '@postroom/directory';
import { deliveriesTo } from '@postroom/intake';
import { emailsOfBlobs, type FilingPlace } from '@postroom/mailbox';
import type { LocalDelivery, NewDelivery } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { type Action, decideActions, KEEP } from './actions.ts';

/** What is to be done with one delivery. */
export interface Plan {
  delivery: LocalDelivery;
  places: FilingPlace[];
  redirect: Redirect | null;
}

export interface Redirect {
  /** The address of the account that forwards. */
  by: string;
  to: string[];
  deliveries: NewDelivery[];
}

/** Makes the plans of deliveries; queries the database only for the targets of forwarding. */
export async function planDeliveries(
  context: Pick<WorkerContext, 'hostname' | 'spamMailbox'>,
  tx: Transaction,
  deliveries: readonly LocalDelivery[],
  blobs: ReadonlyMap<string, Blob>,
  forwardings: ReadonlyMap<number, Forwarding & { address: string }>,
): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const delivery of deliveries) {
    const forwarding = forwardings.get(delivery.accountId);
    const header = blobs.get(delivery.blobId)?.header ?? Buffer.alloc(0);
    if (forwarding && (await isThereAlready(tx, delivery, forwarding.address))) {
      plans.push({ delivery, places: [], redirect: null });
      continue;
    }
    const actions = decideActions(delivery, context, forwarding, header);
    const to = actions.flatMap((action) => (action.kind === 'redirect' ? [action.to] : []));
    if (to.length === 0) {
      plans.push({ delivery, places: placesOf(actions), redirect: null });
      continue;
    }
    const found: NewDelivery[][] = [];
    for (const target of to) found.push(await deliveriesTo(tx, target, context.hostname));
    // RFC 5228 2.10.6: if an action is impossible, the mail is kept.
    const places = placesOf(found.some((each) => each.length === 0) ? [...actions, KEEP] : actions);
    const reached = found.flat();
    const redirect = reached.length > 0 ? { by: forwarding?.address ?? '', to, deliveries: reached } : null;
    plans.push({ delivery, places, redirect });
  }
  return plans;
}

/** Whether a mail came back to an account that forwarded and kept it, so that accounts that forward to each other have it only once. */
async function isThereAlready(
  tx: Transaction,
  { accountId, blobId, forwardedBy }: LocalDelivery,
  address: string,
): Promise<boolean> {
  return forwardedBy.includes(address) && (await emailsOfBlobs(tx, accountId, [blobId])).size > 0;
}

function placesOf(actions: readonly Action[]): FilingPlace[] {
  return actions.flatMap((action) => {
    if (action.kind === 'redirect') return [];
    const { flags, keywords } = action;
    return [{ mailbox: action.kind === 'keep' ? { name: 'INBOX' } : action.mailbox, flags, keywords }];
  });
}
