import type { Mailbox } from '../../jmap/types.ts';
import type { Placed } from './folder-tree.ts';

type Counted = Pick<Mailbox, 'id' | 'unreadEmails'>;

export interface InTree<Folder> extends Placed<Folder> {
  /** Null: it contains no folders. */
  readonly isFolded: boolean | null;
  /** Whether a folder around it is folded. */
  readonly isHidden: boolean;
  /** Unread emails in all folders inside it. */
  readonly unreadInside: number;
}

/** Adds to a tree, in which each folder comes before those inside it, what is folded and hidden. */
export function foldedTree<Folder extends Counted>(
  placed: readonly Placed<Folder>[],
  folded: ReadonlySet<string>,
): InTree<Folder>[] {
  const tree = placed.map((each): InTree<Folder> => ({ ...each, isFolded: null, isHidden: false, unreadInside: 0 }));
  /** Positions of the folders around the current one, the outermost first. */
  const around: number[] = [];
  for (const [at, { mailbox, depth }] of placed.entries()) {
    around.length = Math.min(around.length, depth);
    for (const outer of around) {
      const one = tree[outer] as InTree<Folder>;
      const isFolded = folded.has(one.mailbox.id);
      tree[outer] = { ...one, isFolded, unreadInside: one.unreadInside + mailbox.unreadEmails };
      if (isFolded) tree[at] = { ...(tree[at] as InTree<Folder>), isHidden: true };
    }
    around.push(at);
  }
  return tree;
}
