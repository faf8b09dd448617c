import { create } from 'zustand';
import type { EmailBodyPart } from '../../jmap/types.ts';
import { isCalendar } from '../files.ts';
import { accountOf, call } from '../mail.ts';

/** Which emails contain an invitation, alone or beside other files; undefined where not known yet. Emails never change, so neither does this. */
export const useSigns = create<Readonly<Record<string, 'none' | 'alone' | 'with-files' | undefined>>>(() => ({}));

/** Looks for invitations in the emails for which that is not known yet. */
export async function readSigns(ids: readonly string[]): Promise<void> {
  const known = useSigns.getState();
  const unknown = ids.filter((id) => known[id] === undefined);
  if (unknown.length === 0) return;
  const properties = ['attachments'];
  const [got] = await call([
    ['Email/get', { accountId: accountOf(unknown[0]), ids: unknown, properties, bodyProperties: ['type', 'name'] }],
  ]);
  const list = (got?.list ?? []) as { id: string; attachments: readonly Pick<EmailBodyPart, 'type' | 'name'>[] }[];
  const found = list.map(({ id, attachments }) => {
    if (!attachments.some(isCalendar)) return [id, 'none'];
    return [id, attachments.every(isCalendar) ? 'alone' : 'with-files'];
  });
  useSigns.setState(Object.fromEntries(found));
}
