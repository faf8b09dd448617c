import { useEffect, useRef, useState } from 'react';
import { useWords } from '../words/index.ts';
import styles from './Reader.module.css';

/** Characters that always have room: four lines of the narrowest pane, in the widest letters. */
const SHORT = 56;

/** The subject above a conversation. One that would push the mail out of sight is folded to a few lines. */
export function Subject({ text }: { text: string }) {
  const t = useWords();
  const [isWhole, setWhole] = useState(false);
  const [isCut, setCut] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const mayBeCut = text.length > SHORT && !isWhole;
  useEffect(() => {
    const element = heading.current;
    if (!mayBeCut || !element) return undefined;
    // Told after each layout, it causes none of its own.
    const observer = new ResizeObserver(() => setCut(element.scrollHeight > element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [mayBeCut]);
  return (
    <div className={styles.subject}>
      <h1 ref={heading} data-is-folded={mayBeCut || undefined}>
        {text || t('list.noSubject')}
      </h1>
      {(isCut || isWhole) && (
        <button type="button" className="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {t(isWhole ? 'read.lessSubject' : 'read.wholeSubject')}
        </button>
      )}
    </div>
  );
}
