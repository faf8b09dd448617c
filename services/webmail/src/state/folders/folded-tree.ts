import type { Mailbox } from '../../jmap/types.ts';
import type { Placed } from './folder-tree.ts';

type Counted = Pick<Mailbox, 'id' | 'unreadEmails'>;

export interface InTree<Folder> extends Placed<Folder> {
  /** Null: no folder is in it. */
  readonly isFolded: boolean | null;
  /** One that it is in is folded. */
  readonly isHidden: boolean;
  /** In all folders in it. */
  readonly unreadInside: number;
}

/** A tree, each folder before those in it, with what is not shown of it. */
export function foldedTree<Folder extends Counted>(
  placed: readonly Placed<Folder>[],
  folded: ReadonlySet<string>,
): InTree<Folder>[] {
  const tree = placed.map((each): InTree<Folder> => ({ ...each, isFolded: null, isHidden: false, unreadInside: 0 }));
  /** Those that the next one may be in, the outermost first. */
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
