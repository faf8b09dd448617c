import { sharedText as text } from '../../words/shared/index.ts';
import { show } from '../toasts.ts';

export function tellMayNot(): void {
  show(text('mayNot'));
}

/** Whether the person wants this gone for good. */
export function asksToRemove(count: number): boolean {
  return confirm(text('removeAsk', { count }));
}
