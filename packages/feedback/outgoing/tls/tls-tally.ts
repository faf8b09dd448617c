import type { Pool } from '@postroom/database';
import { Tally } from '../tally.ts';
import { type MeasuredTls, noteTls } from './note-tls.ts';

/** Counts TLS results with the servers of other domains. */
export class TlsTally extends Tally<MeasuredTls> {
  constructor(pool: Pool, onError: (error: unknown) => void) {
    super({
      alike: ({ domain, session }) => ({ domain, said: session }),
      write: (counts) => noteTls(pool, counts),
      onError,
    });
  }
}
