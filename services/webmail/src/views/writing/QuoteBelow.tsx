import { useCallback, useState } from 'react';
import type { Quote } from '../../html/quote-text.ts';
import { part } from '../../shell/part.ts';
import type { Draft } from '../../state/writing/draft.ts';
import { takeInQuote } from '../../state/writing/format.ts';
import { edit } from '../../state/writing/saving.ts';
import { pictureUrl } from '../../state/writing/uploads.ts';
import { useWords } from '../../words/index.ts';
import { later } from '../later.tsx';
import styles from './Composer.module.css';

const HtmlFrame = later(() => part('HtmlFrame', () => import('../HtmlFrame.tsx')));

/** The quoted message, folded, as it looks: in a frame without scripts and network, like the one in which it was read. */
export function QuoteBelow({ draft: { key }, quote }: { draft: Draft; quote: Quote }) {
  const t = useWords();
  const [isOpen, setOpen] = useState(quote.kind === 'forward');
  const pictureOf = useCallback((name: string) => (/^https?:/i.test(name) ? undefined : pictureUrl(key, name)), [key]);
  return (
    <section className={styles.quote} aria-label={t('compose.quoted')}>
      <div className={styles.quoteHead}>
        <button type="button" className={styles.dots} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'read.hideQuoted' : 'read.quoted')}
        </button>
        {isOpen && (
          <>
            <button type="button" className="quiet" onClick={() => takeInQuote(key)}>
              {t('compose.editQuoted')}
            </button>
            <button type="button" className="quiet" onClick={() => edit(key, { quote: null })}>
              {t('compose.removeQuoted')}
            </button>
          </>
        )}
      </div>
      {isOpen && (
        <>
          <p className={styles.said}>{quote.head}</p>
          <div className={styles.original}>
            <HtmlFrame html={quote.html} pictureOf={pictureOf} isQuiet />
          </div>
        </>
      )}
    </section>
  );
}
