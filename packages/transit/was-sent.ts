import type { Queryable } from '@postroom/database';

/**
 * Returns whether one of these Message-IDs (with angle brackets) is of a message that was written here or sent on from here. A bounce of it
 * may come to another account than the one that wrote it. Known only while the trace is kept.
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
