import { CircleCheck, CircleX, Clock, Copy } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { locale } from '../words/index.ts';
import { type ApplicationState, Refused, readApplication } from './api.ts';
import styles from './Join.module.css';
import { goToForm } from './place.ts';
import { type Fault, type JoinWord, useFaultText, useJoinWords } from './words/index.ts';

/** How often the page asks whether somebody has decided, while it is visible. */
const LOOK_MS = 60_000;

const ICONS = { pending: Clock, approved: CircleCheck, refused: CircleX } as const;

/** Shows the state of an application to whoever has its link. */
export function ApplicationView({ token }: { token: string }) {
  const t = useJoinWords();
  const why = useFaultText(true);
  const [found, setFound] = useState<ApplicationState | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [lookedAt, setLookedAt] = useState<Date | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const look = useCallback(async (): Promise<void> => {
    try {
      setFound(await readApplication(token));
      setFault(null);
    } catch (error) {
      setFault(error instanceof Refused ? error : { fault: 'unknown' });
    }
  }, [token]);

  const state = found?.state;
  const isGone = fault?.fault === 'gone';
  useEffect(() => void look(), [look]);
  useEffect(() => {
    if (state !== 'pending') return undefined;
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [state, look]);
  useEffect(() => {
    if (state || isGone) heading.current?.focus();
  }, [state, isGone]);

  if (isGone)
    return (
      <div className={styles.result}>
        <h1 ref={heading} tabIndex={-1}>
          {t('application.gone')}
        </h1>
        <p>{t('application.goneText')}</p>
        <button type="button" className="main" onClick={goToForm}>
          {t('application.new')}
        </button>
      </div>
    );
  if (!found || !state)
    return (
      <div className={styles.waiting} role={fault ? 'alert' : 'status'}>
        <p>{fault ? why(fault) : t('join.loading')}</p>
        {fault && (
          <button type="button" className={styles.plain} onClick={() => void look()}>
            {t('application.again')}
          </button>
        )}
      </div>
    );
  const Icon = ICONS[state];
  return (
    <div className={styles.result}>
      <Icon size={32} className={styles[state]} aria-hidden />
      <h1 ref={heading} tabIndex={-1}>
        {t(`application.${state}`)}
      </h1>
      <p className={styles.address}>{found.address}</p>
      <p>{t(`application.${state}Text` as JoinWord, { date: dateOf(found.askedAt) })}</p>
      {found.word && (
        <figure className={styles.word}>
          <figcaption>{t('application.word')}</figcaption>
          <blockquote>{found.word}</blockquote>
        </figure>
      )}
      {state === 'pending' && (
        <>
          <KeepLink />
          <button
            type="button"
            className={styles.plain}
            onClick={() => void look().then(() => setLookedAt(new Date()))}
          >
            {t('application.again')}
          </button>
          <p className={styles.status} role="status">
            {fault ? why(fault) : lookedAt && t('application.looked', { time: timeOf(lookedAt) })}
          </p>
        </>
      )}
      {state === 'approved' && (
        <a className={`main ${styles.button}`} href="/">
          {t('join.signIn')}
        </a>
      )}
      {state === 'refused' && (
        <button type="button" className="main" onClick={goToForm}>
          {t('application.new')}
        </button>
      )}
    </div>
  );
}

function KeepLink() {
  const t = useJoinWords();
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  async function copy(): Promise<void> {
    field.current?.select();
    // Where there is no clipboard, the link is at least selected.
    await navigator.clipboard?.writeText(location.href).then(
      () => setCopied(true),
      () => undefined,
    );
  }

  return (
    <div className={styles.keep}>
      <label htmlFor="link">{t('application.keep')}</label>
      <div className={styles.row}>
        <input id="link" ref={field} readOnly value={location.href} onFocus={(event) => event.target.select()} />
        <button type="button" className={styles.plain} onClick={() => void copy()}>
          <Copy size={16} aria-hidden />
          <span aria-live="polite">{isCopied ? t('application.copied') : t('application.copy')}</span>
        </button>
      </div>
    </div>
  );
}

function dateOf(text: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(new Date(text));
}

function timeOf(date: Date): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(date);
}
