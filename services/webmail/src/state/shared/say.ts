import { sharedText as text } from '../../words/shared/index.ts';
import { show } from '../toasts.ts';

export function showMayNot(): void {
  show(text('mayNot'));
}
