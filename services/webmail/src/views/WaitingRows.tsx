import { ArrowUp } from 'lucide-react';
import type { RefObject } from 'react';
import { useEffect } from 'react';
import { showWaitingRows } from '../state/list.ts';
import { isListBusy, useWaitingRows, watchList } from '../state/waiting-rows.ts';
import { useWords } from '../words/index.ts';
import styles from './List.module.css';

/** The scroll position, in pixels, from which a list counts as scrolled. */
const SCROLLED = 28;

/** Shows how many rows wait above the list. A click or a key brings them in; they also come when the person is no longer busy with the list. */
export function WaitingRows({ list }: { list: RefObject<HTMLElement | null> }) {
  const t = useWords();
  const count = useWaitingRows((state) => state.count);
  useEffect(() => {
    const canHover = matchMedia('(hover: hover)').matches;
    const end = new AbortController();
    watchList(() => {
      const element = list.current;
      if (!element) return false;
      // A finger that is down on the list is about to open a row.
      const isPointed = element.matches(canHover ? ':hover' : ':active');
      return isPointed || element.scrollTop > SCROLLED || element.querySelector('[role=row]:focus-visible') !== null;
    });
    const look = (): void => {
      // While the focus moves from one element to another it is nowhere, so this waits a frame.
      requestAnimationFrame(() => {
        if (useWaitingRows.getState().count > 0 && !isListBusy()) void showWaitingRows();
      });
    };
    for (const event of ['pointerleave', 'scroll', 'focusout'])
      list.current?.addEventListener(event, look, { signal: end.signal });
    return () => end.abort();
  }, [list]);
  if (count === 0) return null;
  return (
    <button
      type="button"
      className={styles.waitingRows}
      data-hotkey="."
      title={`${t('keys.arrived')} (.)`}
      onClick={() => {
        list.current?.scrollTo({ top: 0 });
        const from = document.activeElement;
        void showWaitingRows().then(() => {
          // The button is gone; the focus moves only if the person has not put it elsewhere.
          const isFree = [from, document.body].includes(document.activeElement);
          if (isFree) list.current?.querySelector<HTMLElement>('[role=row]')?.focus();
        });
      }}
    >
      <ArrowUp size={14} aria-hidden="true" />
      {t('new.announce', { count })}
    </button>
  );
}
