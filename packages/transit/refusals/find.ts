import { isIP } from 'node:net';
import type { Queryable } from '@postroom/database';
import { addressBlock, canonicalAddress } from '@postroom/net';

/** A remembered refusal, or `count` refusals of a flood, which has only a network. */
export interface RememberedRefusal {
  at: Date;
  service: string;
  kind: string;
  client: string;
  helo: string | null;
  login: string | null;
  sender: string | null;
  recipient: string | null;
  mailId: string | null;
  reply: string;
  count: number;
}

/** The most rows of all processes together; the oldest are removed first. */
const MAX_ROWS = 500_000;

/**
 * Returns refusals, newest first. `query` is an address (of a sender, recipient or login), a client's IP address (floods of its network
 * are included), or a mail id.
 */
export async function findRefusals(db: Queryable, query: string, limit: number): Promise<RememberedRefusal[]> {
  const isMail = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(query);
  const client = isIP(query) ? canonicalAddress(query) : null;
  const network = client === null ? null : addressBlock(client);
  const { rows } = await db.query<RememberedRefusal & Record<string, unknown>>(
    `select at, service, kind, coalesce(client, network) as client, helo, login, sender, recipient, mail_id as "mailId",
       reply, count
     from refusals where id in (
       (select id from refusals where lower(recipient) = lower($1) order by id desc limit $3)
       union (select id from refusals where lower(sender) = lower($1) order by id desc limit $3)
       union (select id from refusals where lower(login) = lower($1) order by id desc limit $3)
       union (select id from refusals where client = $5 order by id desc limit $3)
       union (select id from refusals where network = $4 and kind = 'flood' order by id desc limit $3)
       union (select id from refusals where mail_id = $2::uuid order by id desc limit $3)
     ) order by id desc limit $3`,
    [query, isMail ? query : null, limit, network, client],
  );
  return rows;
}

/** Removes refusals older than `before`, and the oldest beyond `most`, so that a flood cannot fill the disk. */
export async function trimRefusals(db: Queryable, before: Date, most = MAX_ROWS): Promise<void> {
  await db.query(
    `delete from refusals where at < $1
       or id <= (select coalesce(max(id), 0) from refusals) - $2`,
    [before, most],
  );
}
