import { create } from 'zustand';
import type { EmailBodyPart } from '../../jmap/types.ts';
import { isCalendar } from '../files.ts';
import { accountOf, call } from '../mail.ts';

/** Which mails of lists invite to something, by what else they bring; undefined where that is not known yet. A mail never changes. */
export const useSigns = create<Readonly<Record<string, 'none' | 'alone' | 'with-files' | undefined>>>(() => ({}));

/** Looks at mails of a list of which that is not known. */
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
