import { useEffect } from 'react';
import { newKey } from '../format/random.ts';
import { addressOf, type Place } from '../state/address.ts';
import { client, type MailState, mailboxAt, useMail } from '../state/mail.ts';
import { openAddressed, openPlace } from '../state/open-place.ts';

/** An entry of the browser's history, and what it shows. */
interface Entry extends Place {
  /** Whose: ids are those of one account. */
  readonly accountId: string;
  /** Of the entries since somebody signed in in this window. */
  readonly key: string;
  /** Counts them. */
  readonly at: number;
  /** What the one before shows. */
  readonly last?: Place;
}

/** Up to this width what is written covers everything. */
const COVERED = '(max-width: 767px)';

/**
 * What is shown has an address, which leads to it again. The browser's way back (a gesture, on phones) leads from a mail to its list, and from
 * a folder or a search to what was shown before; it closes what lies over the page. From mail to mail it is no step.
 */
export function useWayBack(): void {
  useEffect(() => {
    let here = begin();
    /** Towards an entry that is left again at once. */
    let isReturning = false;

    function note(state: MailState): void {
      if (state.client === null || !isBegun(state)) return;
      const next = { ...here, ...shown(state) };
      if (isSame(next, here)) return;
      // Of a mail that was closed its entry is left, which is that of the next.
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

    /** Opens something else, for which there is an entry already. */
    function open(what: () => Promise<void>): void {
      stop();
      void what();
      stop = useMail.subscribe(note);
    }

    function onPop({ state }: PopStateEvent): void {
      const entry = state as Entry | null;
      if (entry === null) {
        // Somebody typed an address, or came by a link to one.
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
      // The same once more, since a mail was closed by other ways: one meant what is beyond.
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
      // Who signs in here next begins anew; whose session was ended elsewhere goes on.
      if (!useMail.getState().ended) history.replaceState(null, '', '/');
    };
  }, []);
}

/** The entry with which the page begins: the one that it had before it was loaded anew. */
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
  // Who goes back to the first one leaves the page, if nothing lies over it.
  const base: Entry = { accountId, key: isKept ? kept.key : newKey(), at: 0, ...shown(state) };
  write('replaceState', base);
  const here = { ...base, at: 1 };
  write('pushState', here);
  return here;
}

/** Browsers refuse too many at a time; the address is behind then, until the next. */
function write(how: 'pushState' | 'replaceState', entry: Entry): void {
  const state = useMail.getState();
  try {
    history[how](entry, '', isBegun(state) ? addressOf(entry, state.mailboxes) : null);
  } catch {
    // See above.
  }
}

/** Whether a place is shown yet. */
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
