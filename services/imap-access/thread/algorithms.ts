import type { Pool } from '@postroom/database';
import { type MailboxRef, readThreadFacts, threadsBySubject } from '@postroom/mailbox';
import { byReferences } from './by-references.ts';
import { bySubject } from './by-subject.ts';
import { MessageGraph } from './message-graph.ts';
import type { ThreadTree } from './thread-tree.ts';

/** Sorts messages, given by ascending uids, into threads of uids. `alive` throws when nobody waits for the response any more. */
export type ThreadAlgorithm = (
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  alive: () => void,
) => Promise<ThreadTree>;

/** RFC 5256 3. */
export const ALGORITHMS: ReadonlyMap<string, ThreadAlgorithm> = new Map([
  [
    'ORDEREDSUBJECT',
    async (pool, mailbox, uids, alive) => {
      alive();
      return bySubject(await threadsBySubject(pool, mailbox, uids));
    },
  ],
  [
    'REFERENCES',
    async (pool, mailbox, uids, alive) =>
      byReferences(await MessageGraph.of(readThreadFacts(pool, mailbox, uids, alive), uids.length)),
  ],
] satisfies [string, ThreadAlgorithm][]);
