import { ArrowUp } from 'lucide-react';
import type { RefObject } from 'react';
import { useEffect } from 'react';
import { showWaitingRows } from '../state/list.ts';
import { isListBusy, useWaitingRows, watchList } from '../state/waiting-rows.ts';
import { useWords } from '../words/index.ts';
import styles from './List.module.css';

/** From here on a list counts as scrolled, pixels. */
const SCROLLED = 28;

/** How many rows wait above the list. They come by a touch or a key, and by themselves when nobody is busy with it. */
export function WaitingRows({ list }: { list: RefObject<HTMLElement | null> }) {
  const t = useWords();
  const count = useWaitingRows((state) => state.count);
  useEffect(() => {
    const canHover = matchMedia('(hover: hover)').matches;
    const end = new AbortController();
    watchList(() => {
      const element = list.current;
      if (!element) return false;
      // A finger on it opens what it was put on.
      const isPointed = element.matches(canHover ? ':hover' : ':active');
      return isPointed || element.scrollTop > SCROLLED || element.querySelector('[role=row]:focus-visible') !== null;
    });
    const look = (): void => {
      // The focus is nowhere between two elements.
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
          // Somebody may write or choose something by now; the button itself has gone.
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
