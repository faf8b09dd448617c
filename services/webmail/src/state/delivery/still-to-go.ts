import { longDate } from '../../format/dates.ts';
import type { Submission } from '../../jmap/types.ts';
import { deliveryText } from '../../words/delivery/index.ts';
import { show } from '../toasts.ts';
import { takeBack } from '../writing/undo.ts';

/** Offers to take a message back that still waits to be sent: deleting its copy would not stop it. */
export function sayStillToGo({ id, sendAt }: Submission): void {
  const words = deliveryText('stillToGo', { when: longDate(sendAt) });
  show(words, { label: deliveryText('takeBack'), run: () => void takeBack(id, null) });
}
