import { noteUnused } from '@postroom/blobs';
import { type Pool, type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type EventKind, insertEvents } from '../events.ts';
import { deliveryId } from './delivery-id.ts';

/** Who does it. An account reaches its own alone, and releases nothing that is dangerous. */
export interface Settler {
  /** In the trace: an address, or `an operator`. */
  readonly by: string;
  readonly accountId?: number;
}

/** What was decided is over: what showed its recipient which mail it is need not be kept. */
const SETTLED = `quarantine = jsonb_build_object('reason', quarantine->'reason')`;

/**
 * Lets one go on to its recipient as any mail does, though not into Junk. Whoever does it twice, or at once with another, finds it settled.
 * Throws not-found, no-permission.
 */
export async function releaseQuarantined(pool: Pool, id: string, settler: Settler): Promise<void> {
  await transaction(pool, async (tx) => {
    const found = await lock(tx, id, settler);
    if (found.isDangerous && settler.accountId !== undefined) {
      throw new MailError('no-permission', 'It carries a virus: an operator can release it');
    }
    await tx.query(
      `update deliveries set state = 'queued', junk = false, released_at = now(), next_attempt_at = now(), ${SETTLED}
       where id = $1`,
      [found.id],
    );
    await insertEvents(tx, [event(found, 'released', { from: 'quarantine', by: settler.by })]);
  });
}

/** Drops one; its sender hears nothing. Throws not-found. */
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

/** Drops those that the transaction has locked, and has their messages looked at, which may be nobody's now. */
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
