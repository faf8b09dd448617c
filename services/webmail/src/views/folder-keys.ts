import type { Mailbox } from '../jmap/types.ts';
import { fold } from '../state/folders/folded.ts';

const ARROWS = /^Arrow(?:Up|Down|Left|Right)$/;

/**
 * Moves through the folders: Up and Down go to the next one, Right and Left unfold and fold a folder or go to its first child or its parent (as
 * in a tree of WAI-ARIA). Returns whether the key is one of these.
 */
export function goThrough(key: string, from: HTMLElement, folder: Mailbox, isFolded: boolean | null): boolean {
  if (!ARROWS.test(key)) return false;
  const all = [...document.querySelectorAll<HTMLElement>('button[data-drop]')].filter((each) => each.checkVisibility());
  const at = all.indexOf(from);
  if (key === 'ArrowUp') all[at - 1]?.focus();
  else if (key === 'ArrowDown') all[at + 1]?.focus();
  else if (key === 'ArrowRight' && isFolded) fold(folder.id, false);
  else if (key === 'ArrowRight' && isFolded === false) all[at + 1]?.focus();
  else if (key === 'ArrowLeft' && isFolded === false) fold(folder.id, true);
  else if (key === 'ArrowLeft') all.find(({ dataset }) => dataset.drop === folder.parentId)?.focus();
  return true;
}
