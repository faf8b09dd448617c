import { deliveryText } from '../../words/delivery/index.ts';
import { call } from '../mail.ts';
import { openConversation } from '../reading.ts';
import { tell } from '../tell.ts';
import { show } from '../toasts.ts';

/** Opens the newest of the reports that came about a mail. */
export async function openReport(dsnBlobIds: readonly string[]): Promise<void> {
  try {
    const [answer] = await call([['Blob/lookup', { typeNames: ['Email'], ids: dsnBlobIds }]]);
    const found = (answer?.list ?? []) as { matchedIds: { Email?: string[] } }[];
    const id = found.flatMap(({ matchedIds }) => matchedIds.Email ?? []).at(-1);
    if (id === undefined) show(deliveryText('noReport'));
    else openConversation(id);
  } catch (error) {
    tell(error);
  }
}
