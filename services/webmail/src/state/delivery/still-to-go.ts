import { longDate } from '../../format/dates.ts';
import type { Row, Submission } from '../../jmap/types.ts';
import { deliveryText } from '../../words/delivery/index.ts';
import { accountOf } from '../mail.ts';
import { show } from '../toasts.ts';
import { takeBack } from '../writing/undo.ts';
import { readToGo } from './without-to-go.ts';

/** Returns the first of these emails that waits to be sent, if there is one, and tells the person so. */
export async function findStillToGo(emails: readonly Row[]): Promise<Submission | undefined> {
  const ids = emails.map(({ id }) => id);
  const [first] = await readToGo(accountOf(ids[0]), ids);
  if (first) sayStillToGo(first);
  return first;
}

/** Offers to take a message back that still waits to be sent: deleting its copy would not stop it. */
export function sayStillToGo({ id, sendAt }: Submission): void {
  const words = deliveryText('stillToGo', { when: longDate(sendAt) });
  show(words, { label: deliveryText('takeBack'), run: () => void takeBack(id, null) });
}
