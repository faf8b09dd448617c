import { noteUnused } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import { insertEvents } from './events.ts';
import type { DeliveryState } from './mail.ts';
import { HELD } from './operate.ts';

/** A delivery of a message that an account sent, locked until the end of the transaction. */
export interface SubmittedPlace {
  readonly id: string;
  /** The recipient as it was given. */
  readonly recipient: string;
  readonly state: DeliveryState;
  /** One of the two is set: an account here, or another domain. */
  readonly accountId: number | null;
  readonly destination: string | null;
  /** Whether a worker is attempting it now. Changing it then could deliver it twice, or make the sender believe that it was stopped. */
  readonly isUnderWay: boolean;
  /** Whether an operator holds it. */
  readonly isHeld: boolean;
  /** Whether it waits for the time that its sender set. */
  readonly isScheduled: boolean;
}

/** The most deliveries of one message that are locked. */
const MAX_PLACES = 20_000;

/**
 * Locks the deliveries of a message that an account sent, or only those of some recipients. Workers skip locked rows, and this call waits for
 * rows that a worker has locked, so the returned states hold until the transaction ends.
 */
export async function lockPlaces(
  tx: Transaction,
  accountId: number,
  mailId: string,
  recipients: readonly string[] | null,
): Promise<SubmittedPlace[]> {
  const { rows } = await tx.query<SubmittedPlace & Record<string, unknown>>(
    `select d.id, d.original_recipient as recipient, d.state, d.account_id as "accountId", d.destination,
       (d.state = 'queued' and d.attempt_until > now()) is true as "isUnderWay", d.next_attempt_at >= ${HELD} as "isHeld",
       (m.release_at > now() and d.attempts = 0) is true as "isScheduled"
     from accepted_mails m join deliveries d on d.mail_id = m.id
     where m.id = $2 and m.account_id = $1 and ($3::text[] is null or d.original_recipient = any($3))
     order by d.id limit ${MAX_PLACES} for update of d`,
    [accountId, mailId, recipients],
  );
  return rows;
}

/** Returns whether a delivery waits for its next attempt and may be tried earlier. */
export function canBeTried({ state, isUnderWay, isHeld, isScheduled }: SubmittedPlace): boolean {
  return state === 'queued' && !isUnderWay && !isHeld && !isScheduled;
}

/** Returns whether a delivery waits, for any reason, and no worker is attempting it. */
export function canBeTakenBack({ state, isUnderWay }: SubmittedPlace): boolean {
  return state === 'queued' && !isUnderWay;
}

/** Makes locked deliveries of a message due at once, at its sender's request. */
export async function makeDue(tx: Transaction, mailId: string, places: readonly SubmittedPlace[]): Promise<void> {
  await tx.query('update deliveries set next_attempt_at = now() where id = any($1::uuid[])', [idsOf(places)]);
  await insertEventOf(tx, mailId, places, 'retried');
}

/** Cancels locked deliveries of a message at its sender's request. Returns whether all deliveries of the message are cancelled now. */
export async function takePlacesBack(
  tx: Transaction,
  mailId: string,
  places: readonly SubmittedPlace[],
): Promise<boolean> {
  await tx.query("update deliveries set state = 'cancelled', finished_at = now() where id = any($1::uuid[])", [
    idsOf(places),
  ]);
  await insertEventOf(tx, mailId, places, 'taken-back');
  await tx.query(noteUnused('select blob_id from accepted_mails where id = $1'), [mailId]);
  const { rows } = await tx.query("select 1 from deliveries where mail_id = $1 and state <> 'cancelled' limit 1", [
    mailId,
  ]);
  return rows.length === 0;
}

const idsOf = (places: readonly SubmittedPlace[]): string[] => places.map(({ id }) => id);

function insertEventOf(
  tx: Transaction,
  mailId: string,
  places: readonly SubmittedPlace[],
  kind: 'retried' | 'taken-back',
): Promise<void> {
  return insertEvents(
    tx,
    places.map(({ id }) => ({ mailId, deliveryId: id, kind, detail: { by: 'sender' } })),
  );
}
