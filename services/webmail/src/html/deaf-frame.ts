import { ASKED } from '../format/mailto.ts';
import { PART } from './sanitize.ts';

/** Milliseconds between two looks at whether the person still selects text. */
const LOOK_MS = 400;

/** Returns whether the browser calls no listeners in a frame whose scripts are forbidden, as WebKit does; Chromium and Firefox call them. */
export function isDeaf(inner: Document): boolean {
  let isHeard = false;
  const hear = (): void => {
    isHeard = true;
  };
  inner.addEventListener('hear', hear);
  inner.dispatchEvent(new Event('hear'));
  inner.removeEventListener('hear', hear);
  return !isHeard;
}

/** Gives links whose clicks will not be heard targets that do the same: our window to write in, and a place in the mail. */
export function leadByThemselves(mail: HTMLElement): void {
  for (const link of mail.querySelectorAll('a[href]')) {
    const target = link.getAttribute('href') ?? '';
    if (target.startsWith('#')) link.setAttribute('href', `#${PART}${target.slice(1)}`);
    if (/^mailto:/i.test(target)) link.setAttribute('href', `${location.origin}/${ASKED}${encodeURIComponent(target)}`);
  }
}

/** Takes the keys back after a click into the frame, unless text is selected there, so that the page hears them. */
export function takeKeysBack(frame: HTMLIFrameElement, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    if (document.activeElement !== frame) return;
    if (frame.contentDocument?.getSelection()?.isCollapsed === false) wait();
    else frame.closest<HTMLElement>('main, dialog')?.focus({ preventScroll: true });
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_MS);
  };
  window.addEventListener('blur', wait, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
}
