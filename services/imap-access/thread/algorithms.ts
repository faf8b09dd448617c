import type { Pool } from '@postroom/database';
import { type MailboxRef, readThreadFacts, threadsBySubject } from '@postroom/mailbox';
import { byReferences } from './by-references.ts';
import { bySubject } from './by-subject.ts';
import { MessageGraph } from './message-graph.ts';
import type { ThreadTree } from './thread-tree.ts';

/** Puts messages of a mailbox, by ascending uids, into threads of uids. */
export type ThreadAlgorithm = (pool: Pool, mailbox: MailboxRef, uids: Uint32Array) => Promise<ThreadTree>;

/** RFC 5256 3. */
export const ALGORITHMS: ReadonlyMap<string, ThreadAlgorithm> = new Map([
  ['ORDEREDSUBJECT', async (pool, mailbox, uids) => bySubject(await threadsBySubject(pool, mailbox, uids))],
  [
    'REFERENCES',
    async (pool, mailbox, uids) =>
      byReferences(await MessageGraph.of(readThreadFacts(pool, mailbox, uids), uids.length)),
  ],
] satisfies [string, ThreadAlgorithm][]);
