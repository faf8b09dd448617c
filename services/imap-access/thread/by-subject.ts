import type { SubjectThreads } from '@postroom/mailbox';
import { NONE, type ThreadTree } from './thread-tree.ts';

/** Makes the first message of each thread the parent of all others (RFC 5256 ORDEREDSUBJECT). */
export function bySubject({ uids, sizes }: SubjectThreads): ThreadTree {
  const firstChild = new Int32Array(uids.length).fill(NONE);
  const next = new Int32Array(uids.length).fill(NONE);
  const roots = new Int32Array(sizes.length);
  let at = 0;
  for (const [thread, size] of sizes.entries()) {
    roots[thread] = at;
    if (size > 1) firstChild[at] = at + 1;
    for (let node = at + 1; node < at + size - 1; node++) next[node] = node + 1;
    at += size;
  }
  return { roots, firstChild, next, numbers: uids };
}
