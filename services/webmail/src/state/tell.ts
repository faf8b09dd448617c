import { readWords, text, type Word } from '../words/index.ts';
import { show } from './toasts.ts';

/** Shows a message as soon as the texts are loaded: the page may just have begun. */
export function tell(word: Word): void {
  void readWords().then(
    () => show(text(word)),
    () => undefined,
  );
}
