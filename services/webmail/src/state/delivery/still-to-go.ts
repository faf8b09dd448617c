import { longDate } from '../../format/dates.ts';
import type { Submission } from '../../jmap/types.ts';
import { deliveryText } from '../../words/delivery/index.ts';
import { show } from '../toasts.ts';
import { takeBack } from '../writing/undo.ts';

/** A mail that waits to be sent goes wherever its copy lies: who throws that away means the mail. */
export function sayStillToGo({ id, sendAt }: Submission): void {
  const words = deliveryText('stillToGo', { when: longDate(sendAt) });
  show(words, { label: deliveryText('takeBack'), run: () => void takeBack(id, null) });
}
