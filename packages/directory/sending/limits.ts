import type { Queryable } from '@postroom/database';
import type { Scope } from '../policy/scope.ts';

/** How much may be sent in an hour and in a day; null: no limit is set here. */
export interface SendingLimits {
  readonly messagesPerHour: number | null;
  readonly messagesPerDay: number | null;
  readonly recipientsPerHour: number | null;
  readonly recipientsPerDay: number | null;
}

export const NO_SENDING_LIMITS: SendingLimits = {
  messagesPerHour: null,
  messagesPerDay: null,
  recipientsPerHour: null,
  recipientsPerDay: null,
};

/** What is checked about an account that sends. */
export interface SendingState {
  readonly domain: string;
  /** The limits of this account. */
  readonly own: SendingLimits | null;
  /** The limits of all accounts of its domain together. */
  readonly shared: SendingLimits | null;
  /** The reason of its hold; null when there is none. */
  readonly heldFor: string | null;
  readonly isSuspended: boolean;
}

const AS_JSON = (table: string): string => `json_build_object('messagesPerHour', ${table}.messages_per_hour,
  'messagesPerDay', ${table}.messages_per_day, 'recipientsPerHour', ${table}.recipients_per_hour,
  'recipientsPerDay', ${table}.recipients_per_day)`;

/** Returns the sending state of an account; null when it does not exist. */
export async function readSendingState(db: Queryable, accountId: number): Promise<SendingState | null> {
  const { rows } = await db.query<SendingState & Record<string, unknown>>({
    name: 'sending-state-of',
    text: `select a.domain, h.reason as "heldFor", a.status = 'suspended' as "isSuspended",
        (select ${AS_JSON('l')} from sending_limits l where l.account_id = a.id) as own,
        (select ${AS_JSON('l')} from sending_limits l where l.domain = a.domain) as shared
      from accounts a left join sending_holds h on h.account_id = a.id where a.id = $1`,
    values: [accountId],
  });
  return rows[0] ?? null;
}

export async function readSendingLimits(db: Queryable, { domain, accountId }: Scope): Promise<SendingLimits> {
  const { rows } = await db.query<{ limits: SendingLimits }>(
    `select ${AS_JSON('l')} as limits from sending_limits l
     where l.domain is not distinct from $1 and l.account_id is not distinct from $2`,
    [domain, accountId],
  );
  return rows[0]?.limits ?? NO_SENDING_LIMITS;
}

export async function putSendingLimits(
  db: Queryable,
  { domain, accountId }: Scope,
  { messagesPerHour, messagesPerDay, recipientsPerHour, recipientsPerDay }: SendingLimits,
): Promise<void> {
  await db.query(
    `insert into sending_limits (domain, account_id, messages_per_hour, messages_per_day, recipients_per_hour,
       recipients_per_day) values ($1, $2, $3, $4, $5, $6)
     on conflict (domain, account_id) do update set messages_per_hour = excluded.messages_per_hour,
       messages_per_day = excluded.messages_per_day, recipients_per_hour = excluded.recipients_per_hour,
       recipients_per_day = excluded.recipients_per_day`,
    [domain, accountId, messagesPerHour, messagesPerDay, recipientsPerHour, recipientsPerDay],
  );
}
