import { Breath } from '@postroom/mailbox';
import { Forest, NODE_OCTETS } from './forest.ts';
import type { MessageGraph } from './message-graph.ts';
import type { ThreadTree } from './thread-tree.ts';

/**
 * Returns threads by references, and then by subjects (RFC 5256 REFERENCES 2 to 6). Other work gets turns in between; only the sorting of
 * the roots of all threads is not interrupted.
 */
export async function byReferences(graph: MessageGraph): Promise<ThreadTree> {
  const breath = new Breath();
  const forest = await Forest.of(graph, breath);
  const subjectOf = (root: number): number => graph.subjects[forest.spokesman(root)] as number;
  const isReply = (root: number): boolean => graph.replies[forest.spokesman(root)] === 1;
  const roots = await forest.inOrder(breath);

  // 5.B: for each subject choose a root: a dummy before a message, and a message that is no reply before a reply.
  const first = new Map<number, number>();
  for (const root of roots) {
    const pause = breath.after(NODE_OCTETS);
    if (pause) await pause;
    const subject = subjectOf(root);
    if (subject === 0) continue;
    const known = first.get(subject);
    if (known === undefined || isBetter(root, known)) first.set(subject, root);
  }
  // 5.C: put the other roots of a subject below the chosen one, or both below a dummy.
  for (const root of roots) {
    const pause = breath.after(NODE_OCTETS);
    if (pause) await pause;
    const subject = subjectOf(root);
    const known = first.get(subject);
    if (subject === 0 || known === undefined || known === root) continue;
    if (forest.isDummy(known)) {
      if (forest.isDummy(root)) forest.mergeDummies(root, known);
      else forest.sink(root, known);
    } else if (isReply(root) && !isReply(known)) forest.sink(root, known);
    else {
      const both = forest.addDummy();
      forest.sink(known, both);
      forest.sink(root, both);
      first.set(subject, both);
    }
  }
  return forest.tree(breath);

  function isBetter(root: number, known: number): boolean {
    if (forest.isDummy(known)) return false;
    return forest.isDummy(root) || (isReply(known) && !isReply(root));
  }
}
