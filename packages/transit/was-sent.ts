import type { Queryable } from '@postroom/database';

/**
 * Whether one of these messages, by their ids with angle brackets, left from here, written here or passed on: whoever returns it need
 * not do so to the account that wrote it. As long as its trace is kept.
 */
export async function wasSent(db: Queryable, messageIds: readonly string[]): Promise<boolean> {
  const { rows } = await db.query({
    name: 'was-sent',
    text: `select from accepted_mails m where message_id = any ($1::text[]) and (source in ('submission', 'generated')
      or exists (select from deliveries d where d.mail_id = m.id and d.destination is not null)) limit 1`,
    values: [messageIds],
  });
  return rows.length > 0;
}
