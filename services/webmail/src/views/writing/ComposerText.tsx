import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { part } from '../../shell/part.ts';
import { takeAsItWas } from '../../state/writing/as-it-was.ts';
import type { Draft } from '../../state/writing/draft.ts';
import { draftPictures } from '../../state/writing/draft-pictures.ts';
import { change } from '../../state/writing/drafts.ts';
import { makePlain } from '../../state/writing/format.ts';
import { edit } from '../../state/writing/saving.ts';
import { useWords } from '../../words/index.ts';
import { useRichWords } from '../../words/rich/index.ts';
import { Broken } from './Broken.tsx';
import styles from './Composer.module.css';
import { QuoteBelow } from './QuoteBelow.tsx';

const load = () => part('RichText', () => import('./RichText.tsx'));

interface Props {
  draft: Draft;
  /** Called with whether plain text would lose something. */
  onLooks(hasLooks: boolean): void;
}

/** The text of a message. The editor is loaded with the first message; without it the person writes plain text. */
export function ComposerText({ draft, onLooks }: Props) {
  const t = useWords();
  const rich = useRichWords();
  const { key, html, quote, textVersion, about, to, emailId, revision } = draft;
  const [RichText, setRichText] = useState(() => lazy(load));
  const pictures = useMemo(() => draftPictures(key), [key]);
  const [brokenTimes, setBrokenTimes] = useState(0);
  // A reply begins above the quote, and a draft is opened to continue it.
  const startsHere = (about?.keyword === '$answered' || (emailId !== null && revision === 0)) && to !== '';
  if (html === null) return <PlainText draft={draft} startsHere={startsHere} />;
  return (
    <div className={styles.rich}>
      {draft.original && quote === null && (
        <p className={styles.simpler}>
          {rich('simpler')}{' '}
          <button type="button" className="quiet" onClick={() => takeAsItWas(key)}>
            {rich('asItWas')}
          </button>
        </p>
      )}
      <Broken
        key={brokenTimes}
        // Falls back to plain text only where nothing was written yet, so nothing is lost.
        onBroken={() => isUntouched(draft) && makePlain(key, false)}
        instead={
          <p className={styles.broken}>
            {rich('broken')}{' '}
            <button
              type="button"
              className="quiet"
              onClick={() => {
                setRichText(() => lazy(load));
                setBrokenTimes(brokenTimes + 1);
              }}
            >
              {t('app.retry')}
            </button>
          </p>
        }
      >
        <Suspense fallback={<div className={styles.coming} />}>
          <RichText
            key={`${key}-${textVersion}`}
            label={t('compose.body')}
            pictures={pictures}
            html={html}
            startsHere={startsHere}
            onReady={(hasLooks, read) => {
              onLooks(hasLooks || quote !== null);
              // The message has what the editor shows, also of a signature that another program wrote.
              if (emailId === null) change(key, { html: read });
            }}
            onChange={({ hasLooks, ...written }) => {
              onLooks(hasLooks);
              edit(key, written);
            }}
          />
        </Suspense>
      </Broken>
      {quote && <QuoteBelow draft={draft} quote={quote} />}
    </div>
  );
}

/** Returns whether the text is as it began, with at most a signature. */
function isUntouched({ body }: Draft): boolean {
  return body === '' || body.startsWith('\n\n-- \n');
}

function PlainText({ draft: { key, body }, startsHere }: { draft: Draft; startsHere: boolean }) {
  const t = useWords();
  const text = useRef<HTMLTextAreaElement>(null);
  const [starts] = useState(startsHere);
  useEffect(() => {
    if (!starts) return;
    text.current?.focus();
    text.current?.setSelectionRange(0, 0);
    text.current?.scrollTo({ top: 0 });
  }, [starts]);
  return (
    <textarea
      ref={text}
      className={styles.text}
      aria-label={t('compose.body')}
      value={body}
      onChange={(event) => edit(key, { body: event.target.value })}
    />
  );
}
