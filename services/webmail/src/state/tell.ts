import { readWords, text, type Word } from '../words/index.ts';
import { show } from './toasts.ts';

/** Says something as soon as the words are there: the page may just have begun. */
export function tell(word: Word): void {
  void readWords().then(
    () => show(text(word)),
    () => undefined,
  );
}
