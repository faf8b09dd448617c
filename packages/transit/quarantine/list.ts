import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { deliveryId } from './delivery-id.ts';
import { domainSpellings } from './domain-spellings.ts';
import { QUARANTINED, type Quarantined } from './quarantine.ts';

export interface QuarantineFilter {
  /** The account whose mail it is. */
  readonly accountId?: number;
  /** The domain of the recipient, either as it was given or after aliases. */
  readonly domain?: string;
}

/** The number of deliveries that one page looks at, however few of them belong to the domain. */
const LOOKED_AT = 10_000;

export interface QuarantinePage {
  readonly quarantined: Quarantined[];
  /** The delivery after which the next page begins; null when this is the last page. */
  readonly next: string | null;
}

/** Returns up to `limit` quarantined deliveries, newest first, after `after`; fewer where few of those looked at belong to the domain. */
export async function listQuarantine(
  db: Queryable,
  { accountId, domain }: QuarantineFilter,
  { after, limit, lookAt = LOOKED_AT }: { after?: string | undefined; limit: number; lookAt?: number },
): Promise<QuarantinePage> {
  const { rows } = await db.query<Quarantined & { fits: boolean; seen: number } & Record<string, unknown>>(
    `select * from (
       select ${QUARANTINED}, row_number() over (order by d.id desc) as seen,
         ($4::text[] is null or lower(substring(d.recipient from '[^@]*$')) = any($4)
           or lower(substring(d.original_recipient from '[^@]*$')) = any($4)) as fits
       from (
         select * from deliveries where state = 'quarantined' and ($1::bigint is null or account_id = $1)
           and ($2::uuid is null or id < $2) order by id desc limit $3
       ) d join accepted_mails m on m.id = d.mail_id
     ) looked where fits or seen = $3 order by id desc limit $5`,
    [
      accountId ?? null,
      after ?? null,
      domain === undefined ? limit + 1 : lookAt,
      domain === undefined ? null : domainSpellings(domain),
      limit + 1,
    ],
  );
  const fitting = rows.filter(({ fits }) => fits);
  const quarantined = fitting.slice(0, limit).map(({ fits: _fits, seen: _seen, ...row }) => row as Quarantined);
  if (fitting.length > limit) return { quarantined, next: quarantined.at(-1)?.id ?? null };
  const last = rows.at(-1);
  return { quarantined, next: domain !== undefined && last?.seen === lookAt ? last.id : null };
}

/** Returns one quarantined delivery. Throws not-found, also when it belongs to another account than `accountId`. */
export async function findQuarantined(db: Queryable, id: string, accountId?: number): Promise<Quarantined> {
  const { rows } = await db.query<Quarantined & Record<string, unknown>>(
    `select ${QUARANTINED} from deliveries d join accepted_mails m on m.id = d.mail_id
     where d.id = $1 and d.state = 'quarantined' and ($2::bigint is null or d.account_id = $2)`,
    [deliveryId(id), accountId ?? null],
  );
  if (!rows[0]) throw new MailError('not-found', `Nothing in quarantine with the id ${id}`);
  return rows[0];
}
