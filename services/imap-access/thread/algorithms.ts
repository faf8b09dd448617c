import type { Queryable } from '@postroom/database';
import { type MailboxRef, readThreadFacts, threadsBySubject } from '@postroom/mailbox';
import { byReferences } from './by-references.ts';
import { bySubject } from './by-subject.ts';
import { MessageGraph } from './message-graph.ts';
import type { ThreadTree } from './thread-tree.ts';

/** Sorts messages, given by ascending uids, into threads of uids. */
export type ThreadAlgorithm = (db: Queryable, mailbox: MailboxRef, uids: Uint32Array) => Promise<ThreadTree>;

/** RFC 5256 3. */
export const ALGORITHMS: ReadonlyMap<string, ThreadAlgorithm> = new Map([
  ['ORDEREDSUBJECT', async (db, mailbox, uids) => bySubject(await threadsBySubject(db, mailbox, uids))],
  [
    'REFERENCES',
    async (db, mailbox, uids) => byReferences(await MessageGraph.of(readThreadFacts(db, mailbox, uids), uids.length)),
  ],
] satisfies [string, ThreadAlgorithm][]);
