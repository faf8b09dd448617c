import type { Pool } from '@postroom/database';
import type { MeasuredMail } from './measured.ts';
import { noteMeasured } from './note-measured.ts';
import { Tally } from './tally.ts';

/** Counts DMARC results of messages. */
export class DmarcTally extends Tally<MeasuredMail> {
  constructor(pool: Pool, onError: (error: unknown) => void) {
    super({
      alike: ({ policy: { domain }, mail }) => ({ domain, said: mail }),
      write: (counts) => noteMeasured(pool, counts),
      onError,
    });
  }
}
