import { ROW_PROPERTIES, type Row } from '../../jmap/types.ts';
import { deliveryText } from '../../words/delivery/index.ts';
import { addRows, call } from '../mail.ts';
import { openConversation } from '../reading.ts';
import { showError } from '../show-error.ts';
import { show } from '../toasts.ts';

/** Opens the newest of these delivery reports. */
export async function openReport(dsnBlobIds: readonly string[]): Promise<void> {
  try {
    const [answer] = await call([['Blob/lookup', { typeNames: ['Email'], ids: dsnBlobIds }]]);
    const found = (answer?.list ?? []) as { matchedIds: { Email?: string[] } }[];
    const ids = [...new Set(found.flatMap(({ matchedIds }) => matchedIds.Email ?? []))];
    const [got] = ids.length > 0 ? await call([['Email/get', { ids, properties: ROW_PROPERTIES }]]) : [];
    const rows = ((got?.list ?? []) as Row[]).toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    addRows(rows);
    const id = rows.at(-1)?.id;
    if (id === undefined) show(deliveryText('noReport'));
    else openConversation(id);
  } catch (error) {
    showError(error);
  }
}
