import { useEffect } from 'react';
import { newKey } from '../format/random.ts';
import { addressOf, type Place } from '../state/address.ts';
import { client, type MailState, mailboxAt, useMail } from '../state/mail.ts';
import { openAddressed, openPlace } from '../state/open-place.ts';

/** An entry of the browser's history, and what it shows. */
interface Entry extends Place {
  /** The account to which its ids belong. */
  readonly accountId: string;
  /** A random name that all entries since the sign-in in this window share. */
  readonly key: string;
  /** The position of the entry, counted from 0. */
  readonly at: number;
  /** What the entry before it shows. */
  readonly last?: Place;
}

/** Up to this width a compose window covers everything. */
const COVERED = '(max-width: 767px)';

/**
 * Gives what is shown an address, which opens it again. Going back in the browser (a gesture, on phones) leads from a message to its list, and from
 * a folder or a search to what was shown before; it also closes what lies over the page. Going from mail to mail makes no entry.
 */
export function useWayBack(): void {
  useEffect(() => {
    let here = begin();
    /** Whether the browser is on its way back to the present entry, after something over the page was closed. */
    let isReturning = false;

    function note(state: MailState): void {
      if (state.client === null || !isBegun(state)) return;
      const next = { ...here, ...shown(state) };
      if (isSame(next, here)) return;
      // The entry of a message that was closed otherwise is reused for the next message.
      const isLeft = here.at > 1 && here.last !== undefined && isSame(here.last, here);
      if (isStep(here, next) && !isLeft) {
        here = { ...next, at: here.at + 1, last: placeOf(here) };
        write('pushState', here);
      } else {
        here = next;
        write('replaceState', here);
      }
    }
    let stop = useMail.subscribe(note);

    /** Opens something that has an entry already. */
    function open(what: () => Promise<void>): void {
      stop();
      void what();
      stop = useMail.subscribe(note);
    }

    function onPop({ state }: PopStateEvent): void {
      const entry = state as Entry | null;
      if (entry === null) {
        // The person typed an address or followed a link to one.
        open(openAddressed);
        here = { ...here, ...shown(useMail.getState()), at: here.at + 1, last: placeOf(here) };
        write('replaceState', here);
        return;
      }
      if (entry.key !== here.key) {
        history.back();
        return;
      }
      const step = Math.sign(entry.at - here.at);
      if (isReturning || step === 0) {
        isReturning = false;
        return;
      }
      if (step < 0 && closeTop()) {
        isReturning = true;
        history.go(here.at - entry.at);
        return;
      }
      const now = shown(useMail.getState());
      const isGone = entry.mailboxId !== null && mailboxAt(entry.mailboxId) === undefined;
      here = entry;
      // The mail was closed otherwise, so this entry shows the same as now: the person means the next one.
      if (isGone || entry.at === 0 || isSame(entry, now)) {
        history.go(step);
        return;
      }
      open(() => openPlace(entry));
    }
    window.addEventListener('popstate', onPop);
    return () => {
      stop();
      window.removeEventListener('popstate', onPop);
      // The next person to sign in starts anew; a person whose session ended elsewhere continues here.
      if (!useMail.getState().ended) history.replaceState(null, '', '/');
    };
  }, []);
}

/** Returns the entry with which the page begins: the one from before it was loaded again, or a new one. */
function begin(): Entry {
  const { accountId } = client();
  const state = useMail.getState();
  const kept = history.state as Entry | null;
  const isKept = kept?.accountId === accountId;
  if (isKept && kept.at > 0) {
    if (!isBegun(state)) return kept;
    const here = { ...kept, ...shown(state) };
    write('replaceState', here);
    return here;
  }
  // Going back to the entry at 0 leaves the page, unless something lies over it.
  const base: Entry = { accountId, key: isKept ? kept.key : newKey(), at: 0, ...shown(state) };
  write('replaceState', base);
  const here = { ...base, at: 1 };
  write('pushState', here);
  return here;
}

/** Writes an entry. Browsers refuse too many at a time; the address is then out of date until the next entry. */
function write(how: 'pushState' | 'replaceState', entry: Entry): void {
  const state = useMail.getState();
  try {
    history[how](entry, '', isBegun(state) ? addressOf(entry, state.mailboxes) : null);
  } catch {
    // Refused, as said above.
  }
}

/** Returns whether a place is shown yet. */
function isBegun({ list: { view } }: MailState): boolean {
  return view.mailboxId !== null || view.search !== '';
}

function shown({ list, openId }: MailState): Place {
  return { mailboxId: list.view.mailboxId, search: list.view.search, openId };
}

function placeOf({ mailboxId, search, openId }: Place): Place {
  return { mailboxId, search, openId };
}

function isSame(one: Place, other: Place): boolean {
  return one.mailboxId === other.mailboxId && one.search === other.search && one.openId === other.openId;
}

/** Returns whether the change makes an entry: a message opened from the list, another folder, the beginning of a search. */
function isStep(before: Place, { mailboxId, search, openId }: Place): boolean {
  if (before.mailboxId === null && before.search === '') return false;
  if (openId !== null) return before.openId === null;
  return mailboxId !== before.mailboxId || (search !== '' && before.search === '');
}

/** Closes what lies over the page. Returns whether there was something. */
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
