import type { Mailbox } from '@postroom/mailbox';
import { enableUsed } from '../session/enable.ts';
import type { Session } from '../session/session.ts';
import type { StatusItem } from './status-item.ts';

/** Writes the STATUS response of a mailbox. */
export type StatusWriter = (mailbox: Mailbox) => void;

/** Reads the data of the items for all of these mailboxes together. Returns the function that writes their responses. */
export async function statusWriter(
  session: Session,
  items: readonly StatusItem[],
  mailboxes: readonly Mailbox[],
): Promise<StatusWriter> {
  enableUsed(session, items);
  const columns: { name: string; value: Awaited<ReturnType<StatusItem['prepare']>> }[] = [];
  for (const item of items) columns.push({ name: item.name, value: await item.prepare(session, mailboxes) });
  return (mailbox) => {
    const values = columns.map(({ name, value }) => `${name} ${value(mailbox)}`);
    session.output
      .text('* STATUS ')
      .mailbox(mailbox.name)
      .line(` (${values.join(' ')})`);
  };
}
