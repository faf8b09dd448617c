import { useLayoutEffect } from 'react';
import { archive, junk, remove, setKeyword } from '../state/actions.ts';
import { answering } from '../state/answering.ts';
import { openDialog } from '../state/dialogs.ts';
import { lastMessage } from '../state/last-message.ts';
import { openView } from '../state/list.ts';
import { mailboxOf, useMail } from '../state/mail.ts';
import { openRow } from '../state/open-row.ts';
import { openConversation } from '../state/reading.ts';
import { type Chosen, chosen, clearSelection, selectOnTo, selectRead, toggleSelected } from '../state/selection.ts';
import { offersHere } from '../state/shared/offers.ts';
import { undo } from '../state/toasts.ts';
import { write } from '../state/writing/begin.ts';
import { isComposing } from './is-composing.ts';

const GO: Readonly<Record<string, string>> = { i: 'inbox', d: 'drafts', s: 'sent', t: 'trash' };
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity } as const;
/** Where keys mean something else. */
const BUSY = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=dialog], dialog';
/** Within which the second key of two comes, ms. */
const SECOND_MS = 1_500;

function focusedRow(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[role=row]')?.dataset.id;
}

/** What is selected or open, else the row that has the focus. */
function aimed(): Chosen {
  const ids = chosen();
  const focused = focusedRow();
  return ids.length > 0 || useMail.getState().isSelecting || focused === undefined ? ids : [focused];
}

/** The last step, which the focus follows in the next frame: where it was, and what was opened. */
let stepped: { readonly from: string | undefined; readonly to: string } | undefined;

/** From the row that has the focus, or will have it, else from what is open. */
function step(by: number): void {
  const { list, openId } = useMail.getState();
  const focused = focusedRow();
  const isUnderWay = stepped !== undefined && stepped.from === focused && stepped.to === openId;
  const at = list.ids.indexOf((isUnderWay ? openId : (focused ?? openId)) ?? undefined);
  const next = list.ids[Math.min(Math.max(at + by, 0), list.ids.length - 1)];
  if (!next) return;
  stepped = { from: focused, to: next };
  openConversation(next);
}

/** Ctrl or Cmd + K, also where one types. */
function isForCommands({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey && !shiftKey;
}

/** Ctrl or Cmd + A, in the list, among the folders, and where nothing has the focus and no mail is open, whose text it would be about. */
function isForAll({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  const isKey = key.toLowerCase() === 'a' && ctrlKey !== metaKey && !altKey && !shiftKey;
  const { activeElement, body } = document;
  if (!isKey || document.querySelector('dialog[open]')) return false;
  if (activeElement === null || activeElement === body) return useMail.getState().openId === null;
  return focusedRow() !== undefined || activeElement.closest('nav') !== null;
}

/** Shift and an arrow key, in the list: what is passed is chosen, and the focus goes along. Returns whether it was. */
function selectOn({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const focused = focusedRow();
  if (by === 0 || !shiftKey || ctrlKey || metaKey || altKey || focused === undefined) return false;
  const { ids } = useMail.getState().list;
  const next = ids[ids.indexOf(focused) + by] ?? focused;
  const rows = [...document.querySelectorAll<HTMLElement>('[role=row]')];
  const row = rows.find(({ dataset }) => dataset.id === next);
  if (!row) return false;
  selectOnTo(next, focused);
  row.focus();
  return true;
}

/** Keys of the whole page. They rest while one types, and while an input method is at work. */
export function useKeys(onHelp: () => void): void {
  // As soon as the page is seen.
  useLayoutEffect(() => {
    let first = { key: '', at: 0 };
    function onKey(event: KeyboardEvent): void {
      if (isComposing(event)) return;
      if (isForCommands(event) && !event.defaultPrevented && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        openDialog({ kind: 'commands' });
      }
      if (isForAll(event) && !event.defaultPrevented) {
        event.preventDefault();
        selectRead();
      }
      if (!event.defaultPrevented && selectOn(event)) event.preventDefault();
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as Partial<HTMLElement>;
      // A dialog has the keys, even where what had the focus in it went away.
      if (target.closest?.(BUSY) || document.querySelector('dialog[open]')) return;
      const isSecond = first.key === 'g' && performance.now() - first.at < SECOND_MS;
      first = { key: event.key, at: performance.now() };
      if (isSecond && GO[event.key]) {
        const mailbox = mailboxOf(GO[event.key] as string);
        if (mailbox) void openView({ mailboxId: mailbox.id, search: '' });
      } else if (!run(event.key, onHelp)) return;
      event.preventDefault();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onHelp]);
}

/** The button of the page that has this key, where it is seen; that of what is selected goes before that of what is open. */
function press(key: string): boolean {
  const buttons = [...document.querySelectorAll<HTMLElement>(`[data-hotkey="${key}"]`)];
  const button = buttons.find((each) => each.checkVisibility() && !each.closest('[inert]'));
  button?.click();
  return button !== undefined;
}

/** Whether the key means something. */
function run(key: string, onHelp: () => void): boolean {
  const { openId, rows, list } = useMail.getState();
  const message = lastMessage();
  switch (key) {
    case 'j':
      step(1);
      return true;
    case 'k':
      step(-1);
      return true;
    case 'ArrowDown':
    case 'ArrowUp':
    case 'Home':
    case 'End':
      if (!document.activeElement?.closest('[role=grid]')) return false;
      step(STEPS[key]);
      return true;
    case 'o': {
      const id = openId ?? focusedRow() ?? list.ids[0];
      if (id) openRow(id);
      return true;
    }
    case 'u':
      openConversation(null);
      return true;
    case ' ':
      if (!document.activeElement?.matches('[role=row]')) return false;
      toggleSelected(focusedRow() ?? '', false);
      return true;
    case 'x': {
      const id = openId ?? focusedRow();
      if (id) toggleSelected(id, false);
      return true;
    }
    case 'e':
      void archive(aimed());
      return true;
    case '#':
    case 'Delete':
      void remove(aimed());
      return true;
    case '!':
      void junk(aimed(), offersHere(aimed()).junk !== 'not');
      return true;
    case 's': {
      const ids = aimed();
      void setKeyword(ids, '$flagged', ids === 'all' || !ids.every((id) => rows[id]?.keywords.$flagged));
      return true;
    }
    case 'r':
      if (message) answering(({ reply }) => reply(message, false));
      return true;
    case 'a':
      if (message) answering(({ reply }) => reply(message, true));
      return true;
    case 'f':
      if (message) answering(({ forward }) => forward(message));
      return true;
    case 'c':
      write();
      return true;
    case 'z':
      undo();
      return true;
    case '.':
    case 'l':
    case 'v':
    case 'b':
      return press(key);
    case '/':
      document.querySelector<HTMLElement>('[data-search]')?.focus();
      return true;
    case '?':
      onHelp();
      return true;
    case 'Escape':
      clearSelection();
      return true;
    default:
      return false;
  }
}
