import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { type SettingsWord, useSettingsWords } from '../../words/settings/index.ts';
import styles from './Parts.module.css';

export interface Part {
  readonly word: SettingsWord;
  readonly content: ReactNode;
}

/** How far below the upper edge, in pixels, a part may begin to count as the current one. */
const BEGINS = 140;
/** How many pixels of the index are shown before its current entry. */
const BESIDE = 64;

/** All settings one below the other, with an index that marks the current part. */
export function Parts({ parts, begin }: { parts: readonly Part[]; begin: SettingsWord | undefined }) {
  const t = useSettingsWords();
  const id = useId();
  const [current, setCurrent] = useState(0);
  const all = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const scroller = all.current?.closest('dialog');
    if (!scroller) return undefined;
    const note = (): void => {
      const from = scroller.getBoundingClientRect().top + BEGINS;
      const tops = [...(all.current?.children ?? [])].map((part) => part.getBoundingClientRect().top);
      const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
      setCurrent(
        isAtEnd
          ? tops.length - 1
          : Math.max(
              tops.findLastIndex((top) => top <= from),
              0,
            ),
      );
    };
    scroller.addEventListener('scroll', note, { passive: true });
    return () => scroller.removeEventListener('scroll', note);
  }, []);

  const index = useRef<HTMLElement>(null);
  // In a narrow window the index is one line that is longer than the window, so it scrolls along.
  useEffect(() => {
    const button = index.current?.children[current] as HTMLElement | undefined;
    index.current?.scrollTo({ left: (button?.offsetLeft ?? 0) - BESIDE });
  }, [current]);

  const goTo = useCallback((at: number) => {
    const part = all.current?.children[at] as HTMLElement | undefined;
    part?.scrollIntoView({ block: 'start' });
    part?.focus({ preventScroll: true });
  }, []);
  const first = parts.findIndex(({ word }) => word === begin);
  useEffect(() => {
    if (first >= 0) goTo(first);
  }, [first, goTo]);

  return (
    <div className={styles.settings}>
      <nav ref={index} className={styles.index} aria-label={t('parts')}>
        {parts.map(({ word }, at) => (
          <button key={word} type="button" aria-current={at === current ? 'true' : undefined} onClick={() => goTo(at)}>
            {t(word)}
          </button>
        ))}
      </nav>
      <div ref={all}>
        {parts.map(({ word, content }) => (
          <section key={word} className={styles.part} aria-labelledby={`${id}${word}`} tabIndex={-1}>
            <span id={`${id}${word}`} className="unseen">
              {t(word)}
            </span>
            {content}
          </section>
        ))}
      </div>
    </div>
  );
}
