import { create } from 'zustand';
import { ownerOf } from '../jmap/ids.ts';
import type { Mailbox } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { nameAmong } from '../views/mailbox-name.ts';
import { text } from '../words/index.ts';
import { moveTo } from './actions.ts';
import { canBeIn } from './folders/can-be-in.ts';
import { restOver } from './folders/folded.ts';
import { isInTrash } from './folders/in-trash.ts';
import { moveFolder } from './folders/move-folder.ts';
import type { Label } from './labels/label.ts';
import { putLabel } from './labels/labels.ts';
import { knownLabels } from './labels/names.ts';
import { mailboxAt, useMail } from './mail.ts';
import type { Chosen } from './selection.ts';
import { offersHere } from './shared/offers.ts';
import { folderOf, foldersBeside, may } from './shared/owner.ts';
import { showError } from './show-error.ts';

/** What is dragged, and the text beside the pointer. */
export type Load =
  | { readonly kind: 'mail'; readonly ids: Chosen; readonly words: string }
  | { readonly kind: 'folder'; readonly id: string; readonly words: string };

interface Dragging {
  readonly load: Load | null;
  /** The target under the pointer, a folder or a label, that accepts the load; '' is the top of the folder tree. */
  readonly over: string | null;
  readonly at: readonly [x: number, y: number];
}

const NOTHING: Dragging = { load: null, over: null, at: [0, 0] };

export const useDragging = create<Dragging>(() => NOTHING);

const LABEL = 'label ';

/** Returns the name of a label as a drop target. */
export function targetOf({ keyword }: Label): string {
  return LABEL + keyword;
}

function labelAt(target: string): Label | undefined {
  return knownLabels().find((label) => targetOf(label) === target);
}

/** Returns whether a folder or a label accepts what is dragged. */
function takes(load: Load, target: string): boolean {
  if (target.startsWith(LABEL)) return load.kind === 'mail' && offersHere().mark;
  const state = useMail.getState();
  if (load.kind === 'folder') return takesFolder(state.mailboxes, load.id, target);
  const here = state.list.view.mailboxId;
  const role = folderOf(state, target)?.role;
  if (role === undefined || role === 'drafts' || role === 'snoozed' || here === target) return false;
  if (role !== 'trash' && isInTrash(foldersBeside(state, target), target)) return false;
  const isOther = isCopy(load, target);
  // The whole list ("all") cannot be copied to another account.
  if (isOther && load.ids === 'all') return false;
  return may(state, target, 'mayAddItems') && (isOther || offersHere().move);
}

/** Returns whether a folder can be dropped there. Trash accepts every folder that is not in it yet. */
function takesFolder(mailboxes: readonly Mailbox[], id: string, target: string): boolean {
  if (mailboxes.find((each) => each.id === target)?.role === 'trash') return !isInTrash(mailboxes, id);
  return canBeIn(mailboxes, id, target === '' ? null : target) && !isInTrash(mailboxes, target);
}

/** Returns whether dropping copies the mail: into another account it does. */
function isCopy({ ids }: Load & { kind: 'mail' }, target: string): boolean {
  const here = ids === 'all' ? useMail.getState().list.view.mailboxId : ids[0];
  return ownerOf(here) !== ownerOf(target);
}

/** Follows the pointer. @param target the folder or label under it, if there is one */
export function dragTo(load: Load, at: Dragging['at'], target: string | null): void {
  restOver(target);
  useDragging.setState({ load, at, over: target !== null && takes(load, target) ? target : null });
}

export function cancelDrag(): void {
  restOver(null);
  useDragging.setState(NOTHING, true);
}

export function drop(): void {
  const { load, over } = useDragging.getState();
  cancelDrag();
  if (load === null || over === null) return;
  const label = labelAt(over);
  if (label && load.kind === 'mail') {
    void putLabel(load.ids, label, true);
    return;
  }
  const mailbox = mailboxAt(over);
  if (load.kind === 'folder') {
    if (mailbox?.role === 'trash') void throwAway(load.id);
    else void moveFolder(load.id, over === '' ? null : over);
    return;
  }
  const name = mailbox && nameAmong(mailbox, foldersBeside(useMail.getState(), over), text);
  if (mailbox && load.ids !== 'all' && isCopy(load, over)) void copy(load.ids, mailbox.id, name ?? '');
  else if (mailbox) void moveTo(load.ids, mailbox.id, name ?? '');
}

async function throwAway(id: string): Promise<void> {
  const mailbox = mailboxAt(id);
  try {
    const { removeFolder } = await part('remove-folder', () => import('./folders/remove-folder.ts'));
    if (mailbox) await removeFolder(mailbox);
  } catch (error) {
    showError(error);
  }
}

async function copy(ids: readonly string[], mailboxId: string, folder: string): Promise<void> {
  try {
    const { copyTo } = await part('copy-to', () => import('./shared/copy-to.ts'));
    await copyTo(ids, mailboxId, folder);
  } catch (error) {
    showError(error);
  }
}
