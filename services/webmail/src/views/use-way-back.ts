import { useEffect } from 'react';
import { newKey } from '../format/random.ts';
import { openView } from '../state/list.ts';
import { type MailState, mailboxAt, useMail } from '../state/mail.ts';
import { openConversation } from '../state/reading.ts';

/** What an entry of the browser's history shows. */
interface Place {
  /** Of the page that made it: what was before it was loaded, or signed in to, is not there any more. */
  readonly key: string;
  /** Counts the entries. */
  readonly at: number;
  readonly mailboxId: string | null;
  readonly search: string;
  readonly openId: string | null;
}

/** Up to this width what is written covers everything. */
const COVERED = '(max-width: 767px)';

/**
 * The browser's way back (a gesture, on phones) leads from a mail to its list, and from a folder or a search to what was shown before; it closes what
 * lies over the page. From mail to mail it is no step. The address stays the same.
 */
export function useWayBack(): void {
  useEffect(() => {
    const key = newKey();
    const base: Place = { key, at: 0, ...shown(useMail.getState()) };
    let here: Place = { ...base, at: 1 };
    /** By `at`. */
    const before: Place[] = [base, here];
    /** Towards an entry that is left again at once. */
    let isReturning = false;
    // Who goes back to the first one leaves the page, if nothing lies over it.
    history.replaceState(base, '');
    history.pushState(here, '');

    function note(state: MailState): void {
      if (state.client === null) return;
      const next = { key, at: here.at, ...shown(state) };
      if (isSame(next, here)) return;
      const last = before[here.at - 1];
      // Of a mail that was closed its entry is left, which is that of the next.
      const isLeft = last !== undefined && last.at > 0 && isSame(last, here);
      here = isStep(here, next) && !isLeft ? { ...next, at: here.at + 1 } : next;
      before[here.at] = here;
      if (here.at === next.at) history.replaceState(here, '');
      else history.pushState(here, '');
    }
    let stop = useMail.subscribe(note);

    function onPop({ state }: PopStateEvent): void {
      const place = state as Place | null;
      if (place?.key !== key) {
        if (place?.at !== undefined) history.back();
        return;
      }
      const step = Math.sign(place.at - here.at);
      if (isReturning || step === 0) {
        isReturning = false;
        return;
      }
      if (step < 0 && closeTop()) {
        isReturning = true;
        history.go(here.at - place.at);
        return;
      }
      const now = shown(useMail.getState());
      const isGone = place.mailboxId !== null && mailboxAt(place.mailboxId) === undefined;
      here = place;
      // The same once more, since a mail was closed by other ways: one meant what is beyond.
      if (isGone || place.at === 0 || isSame(place, { ...place, ...now })) {
        history.go(step);
        return;
      }
      stop();
      if (place.mailboxId !== now.mailboxId || place.search !== now.search)
        void openView({ mailboxId: place.mailboxId, search: place.search });
      openConversation(place.openId);
      stop = useMail.subscribe(note);
    }
    window.addEventListener('popstate', onPop);
    return () => {
      stop();
      window.removeEventListener('popstate', onPop);
    };
  }, []);
}

function shown({ list, openId }: MailState): Pick<Place, 'mailboxId' | 'search' | 'openId'> {
  return { mailboxId: list.view.mailboxId, search: list.view.search, openId };
}

function isSame(one: Place, other: Place): boolean {
  return one.mailboxId === other.mailboxId && one.search === other.search && one.openId === other.openId;
}

/** A mail that was opened from its list, another folder, the beginning of a search. */
function isStep(before: Place, { mailboxId, search, openId }: Place): boolean {
  if (before.mailboxId === null && before.search === '') return false;
  if (openId !== null) return before.openId === null;
  return mailboxId !== before.mailboxId || (search !== '' && before.search === '');
}

/** Closes what lies over the page. Returns whether something did. */
function closeTop(): boolean {
  const dialog = [...document.querySelectorAll<HTMLDialogElement>('dialog[open]')].at(-1);
  if (dialog) {
    if (dialog.dispatchEvent(new Event('cancel', { cancelable: true }))) dialog.close();
    return true;
  }
  const shade = document.querySelector<HTMLElement>('nav[data-open=true] > button:last-child');
  if (shade?.checkVisibility()) {
    shade.click();
    return true;
  }
  const writing = matchMedia(COVERED).matches
    ? [...document.querySelectorAll('form[role=dialog]')].filter((each) => each.checkVisibility()).at(-1)
    : undefined;
  writing?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
  return writing !== undefined;
}
