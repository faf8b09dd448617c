import type { MaintenanceJob } from '@postroom/database';
import { indexNext, noteOldSegments } from './index-account.ts';
import { SEGMENT_IDS } from './postings.ts';

/** Builds index segments for accounts with enough messages that are not indexed. Searches find everything in the meantime. */
export const indexMessages: MaintenanceJob = {
  name: 'index-messages',
  summary: 'indexes the texts of messages, for quick searches in large accounts',
  version: 2,
  maxItems: SEGMENT_IDS,
  count: async () => null,
  async isNeeded(db) {
    const { rows } = await db.query('select 1 from search_backlog limit 1');
    return rows.length > 0;
  },
  /** Builds one segment, however few items are wanted, as a part of one is useless. */
  async batch(pool, position) {
    if (!position) await noteOldSegments(pool);
    const done = await indexNext(pool);
    return { position: done === null ? null : {}, done: done ?? 0 };
  },
};
