import { useEffect, useRef, useState } from 'react';
import { bodyColoursOf, putBodyColours } from '../html/body-colours.ts';
import { isDeaf, leadByThemselves, takeKeysBack } from '../html/deaf-frame.ts';
import { fit } from '../html/fit.ts';
import { forgetBroken } from '../html/forget-broken.ts';
import { goToPart } from '../html/go-to-part.ts';
import { loadAgain } from '../html/load-again.ts';
import { putOnPaper, takeFromPaper } from '../html/on-paper.ts';
import { darken, lighten, type Paper, type Theme } from '../html/paper.ts';
import { type PictureOf, type Sanitized, sanitize } from '../html/sanitize.ts';
import { writeTo } from '../state/writing/write-to.ts';
import { useWords } from '../words/index.ts';
import styles from './Body.module.css';
import { whilePrinted } from './printing.ts';
import { useDark } from './use-dark.ts';

interface Props {
  html: string;
  pictureOf: PictureOf;
  /** Shows no notices about what is left out. */
  isQuiet?: boolean;
  /** Whether remote pictures are shown. */
  showsOutside?: boolean;
  /** Called when the reader wants remote pictures: this time, or always from this sender. */
  onShowOutside?(always: boolean): void;
  /** Called when the message is shown. */
  onFilled?(): void;
}

/** Pixels. */
const MAX_HEIGHT = 100_000;
/** How often a message may change its height: one that never stops depends on the height of its own frame. */
const MAX_HEIGHTS = 100;

/** Styles of the box around a message: it contains the message's margins and is as high as its content. */
const WHOLE: readonly [name: string, value: string][] = [
  ['display', 'flow-root'],
  ['height', 'auto'],
  ['min-height', '0'],
  ['max-height', 'none'],
  ['margin', '0'],
  ['transform', 'none'],
];

/** Returns the present theme of the page. */
function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return { text: of('text'), surface: of('surface'), accent: of('accent') };
}

/** Passes keys on to the page, so that they work after a click into a message. */
function passOn(event: KeyboardEvent): void {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  const init = { key, code, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true };
  if (!document.dispatchEvent(new KeyboardEvent('keydown', init))) event.preventDefault();
}

/** Opens a `mailto:` link in the page's own compose window. Within a dialog, which would cover that, the browser opens the link. */
function writeInstead(event: MouseEvent): void {
  const link = (event.target as Partial<Element> | null)?.closest?.('a');
  if (!link || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (writeTo(link.getAttribute('href') ?? '')) event.preventDefault();
}

/**
 * Sanitized HTML of a message in a frame without scripts (sandbox) and without network, except pictures that come from our own server (the
 * frame's Content-Security-Policy). The frame is as high as its content.
 */
export default function HtmlFrame({
  html,
  pictureOf,
  isQuiet = false,
  showsOutside = false,
  onShowOutside,
  onFilled,
}: Props) {
  const t = useWords();
  const frame = useRef<HTMLIFrameElement>(null);
  const paperSheet = useRef<HTMLDivElement>(null);
  const filled = useRef(onFilled);
  filled.current = onFilled;
  const isDark = useDark();
  const [paper, setPaper] = useState<Paper>();
  /** The reader wants to see it in its own colours. */
  const [wantsPaper, setWantsPaper] = useState(false);
  const [height, setHeight] = useState(40);
  const [found, setFound] = useState<Pick<Sanitized, 'wantsOutside' | 'liars'>>({ wantsOutside: false, liars: [] });

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let observer: ResizeObserver | undefined;
    let isFilled = false;
    const end = new AbortController();
    const fill = (): void => {
      const inner = element.contentDocument;
      if (inner?.location.pathname !== '/frame.html' || !inner.body || !inner.defaultView) return;
      isFilled = true;
      const { body, ...rest } = sanitize(html, pictureOf, inner.defaultView);
      // As high as its content, whatever heights the message sets for its body.
      const whole = inner.createElement('div');
      for (const [name, value] of WHOLE) whole.style.setProperty(name, value, 'important');
      forgetBroken(whole);
      whole.append(body);
      if (isDeaf(inner)) {
        if (!element.closest('dialog')) leadByThemselves(whole);
        takeKeysBack(element, end.signal);
      }
      lighten(inner);
      inner.body.replaceChildren(whole);
      putBodyColours(element, inner.body, undefined);
      const onPaper = isDark && !wantsPaper ? darken(html, whole, theme()) : 'light';
      if (onPaper === 'light') putBodyColours(element, inner.body, bodyColoursOf(html, inner.defaultView));
      setPaper(onPaper);
      setFound(rest);
      filled.current?.();
      let heights = 0;
      let width = 0;
      const measure = (): void => {
        if (heights++ > MAX_HEIGHTS) return;
        if (width !== inner.documentElement.clientWidth) fit(whole);
        width = inner.documentElement.clientWidth;
        const smaller = Number(whole.style.zoom || 1);
        setHeight(Math.min(Math.ceil(Math.max(whole.offsetHeight, whole.scrollHeight) * smaller), MAX_HEIGHT));
      };
      observer?.disconnect();
      observer = new ResizeObserver(measure);
      observer.observe(whole);
      inner.addEventListener('keydown', passOn);
      inner.addEventListener('click', writeInstead);
      inner.addEventListener('click', goToPart);
      measure();
    };
    element.addEventListener('load', fill);
    fill();
    const stop = loadAgain(element, () => isFilled);
    return () => {
      stop();
      end.abort();
      element.removeEventListener('load', fill);
      element.contentDocument?.removeEventListener('keydown', passOn);
      element.contentDocument?.removeEventListener('click', writeInstead);
      element.contentDocument?.removeEventListener('click', goToPart);
      observer?.disconnect();
    };
  }, [html, pictureOf, isDark, wantsPaper]);

  useEffect(() => {
    const root = paperSheet.current?.shadowRoot ?? paperSheet.current?.attachShadow({ mode: 'open' });
    if (!root) return undefined;
    return whilePrinted({
      begin: () => {
        const inner = frame.current?.contentDocument;
        if (inner?.location.pathname === '/frame.html') putOnPaper(root, inner);
      },
      end: () => takeFromPaper(root),
    });
  }, []);

  return (
    <>
      {found.wantsOutside && !showsOutside && onShowOutside && (
        <div className={styles.offer}>
          <span>{t('read.pictures')}</span>
          <button type="button" className={styles.choice} onClick={() => onShowOutside(false)}>
            {t('read.pictures.once')}
          </button>
          <button type="button" className={styles.choice} onClick={() => onShowOutside(true)}>
            {t('read.pictures.always')}
          </button>
        </div>
      )}
      {(isQuiet ? [] : found.liars).map((host) => (
        <p key={host} className={styles.note}>
          {t('read.link', { host })}
        </p>
      ))}
      <iframe
        ref={frame}
        className={styles.frame}
        data-paper={paper}
        data-fills={paper === undefined || undefined}
        title={t('compose.body')}
        src="/frame.html"
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        style={{ height: `calc(${height}px + var(--frame-edge, 0px))` }}
      />
      <div className={styles.onPaper}>
        <div ref={paperSheet} />
      </div>
      {isDark && !isQuiet && (wantsPaper || paper === 'own') && (
        <button type="button" className={`quiet ${styles.paper}`} onClick={() => setWantsPaper(!wantsPaper)}>
          {t(wantsPaper ? 'read.dark' : 'read.paper')}
        </button>
      )}
    </>
  );
}
