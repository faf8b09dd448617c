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
const STEPS = { ArrowDown: 1, ArrowUp: -1 } as const;
/** Elements in which keys have another meaning. */
const BUSY = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=dialog], dialog';
/** Time within which the second key of two must come. */
const SECOND_MS = 1_500;

function focusedRow(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[role=row]')?.dataset.id;
}

/** Returns the selection or the open conversation, else the row with the focus. */
function aimed(): Chosen {
  const ids = chosen();
  const focused = focusedRow();
  return ids.length > 0 || useMail.getState().isSelecting || focused === undefined ? ids : [focused];
}

/** The last step, which the focus follows in the next frame: the row that had the focus, and the message that was opened. */
let stepped: { readonly from: string | undefined; readonly to: string } | undefined;

/** Opens the message `by` rows away from the row that has or will have the focus, else from the open one. */
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

/** Matches Ctrl or Cmd + K, also while typing. */
function isForCommands({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey && !shiftKey;
}

/** Matches Ctrl or Cmd + A in the list and among the folders; without focus only if no message is open, whose text it would select. */
function isForAll({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  const isKey = key.toLowerCase() === 'a' && ctrlKey !== metaKey && !altKey && !shiftKey;
  const { activeElement, body } = document;
  if (!isKey || document.querySelector('dialog[open]')) return false;
  if (activeElement === null || activeElement === body) return useMail.getState().openId === null;
  return focusedRow() !== undefined || activeElement.closest('nav') !== null;
}

/** Extends the selection with Shift and an arrow key in the list, and moves the focus along. Returns whether it did. */
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

/** Handles the keys of the page, except while the person types or an input method is active. */
export function useKeys(onHelp: () => void): void {
  // A layout effect: keys work as soon as the page is visible.
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
      // An open dialog has the keys, even when its focused element has disappeared.
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

/** Clicks the visible button with this key; the button for the selection comes before that for the open message. Returns whether there is one. */
function press(key: string): boolean {
  const buttons = [...document.querySelectorAll<HTMLElement>(`[data-hotkey="${key}"]`)];
  const button = buttons.find((each) => each.checkVisibility() && !each.closest('[inert]'));
  button?.click();
  return button !== undefined;
}

/** Runs the action of a key. Returns whether it has one. */
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
