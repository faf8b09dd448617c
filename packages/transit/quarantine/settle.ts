import { noteUnused } from '@postroom/blobs';
import { type Pool, type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type EventKind, insertEvents } from '../events.ts';
import { deliveryId } from './delivery-id.ts';

/** Who releases or deletes. An account can settle only its own mail, and can release nothing dangerous. */
export interface Settler {
  /** The name that the trace shows: an address, or `an operator`. */
  readonly by: string;
  readonly accountId?: number;
}

/** Keeps only the reason: once a delivery is settled, sender and subject are no longer needed. */
const SETTLED = `quarantine = jsonb_build_object('reason', quarantine->'reason')`;

/**
 * Releases a delivery to its recipient; it is then filed like any other mail, but not into Junk. Of several calls for one delivery only
 * the first succeeds. Throws not-found, no-permission.
 */
export async function releaseQuarantined(pool: Pool, id: string, settler: Settler): Promise<void> {
  await transaction(pool, async (tx) => {
    const found = await lock(tx, id, settler);
    if (found.isDangerous && settler.accountId !== undefined) {
      throw new MailError('no-permission', 'It contains a virus: only an operator can release it');
    }
    await tx.query(
      `update deliveries set state = 'queued', junk = false, released_at = now(), next_attempt_at = now(), ${SETTLED}
       where id = $1`,
      [found.id],
    );
    await insertEvents(tx, [event(found, 'released', { from: 'quarantine', by: settler.by })]);
  });
}

/** Deletes a quarantined delivery without telling its sender. Throws not-found. */
export async function deleteQuarantined(pool: Pool, id: string, settler: Settler): Promise<void> {
  await transaction(pool, async (tx) => drop(tx, [await lock(tx, id, settler)], { by: settler.by }));
}

export interface Found extends Record<string, unknown> {
  id: string;
  mailId: string;
}

async function lock(tx: Transaction, id: string, { accountId }: Settler): Promise<Found & { isDangerous: boolean }> {
  const { rows } = await tx.query<Found & { isDangerous: boolean }>(
    `select id, mail_id as "mailId", coalesce((quarantine->>'isDangerous')::boolean, false) as "isDangerous"
     from deliveries where id = $1 and state = 'quarantined' and ($2::bigint is null or account_id = $2) for update`,
    [deliveryId(id), accountId ?? null],
  );
  if (!rows[0]) throw new MailError('not-found', `Nothing in quarantine with the id ${id}`);
  return rows[0];
}

/** Drops deliveries that the transaction has locked, and notes their blobs, which may no longer be needed. */
export async function drop(
  tx: Transaction,
  found: readonly Found[],
  detail: { readonly by?: string; readonly reason?: string },
): Promise<void> {
  if (found.length === 0) return;
  await tx.query(
    `with gone as (
       update deliveries set state = 'cancelled', finished_at = now(), ${SETTLED} where id = any($1::uuid[]) returning mail_id
     )
     ${noteUnused('select distinct m.blob_id from gone join accepted_mails m on m.id = gone.mail_id order by m.blob_id')}`,
    [found.map(({ id }) => id)],
  );
  await insertEvents(
    tx,
    found.map((one) => event(one, 'dropped', { from: 'quarantine', ...detail })),
  );
}

function event({ id, mailId }: Found, kind: EventKind, detail: Record<string, unknown>) {
  return { mailId, deliveryId: id, kind, detail };
}
