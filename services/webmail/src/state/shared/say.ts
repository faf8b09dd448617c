import { sharedText as text } from '../../words/shared/index.ts';
import { show } from '../toasts.ts';

export function tellMayNot(): void {
  show(text('mayNot'));
}
