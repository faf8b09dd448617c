import type { BlobStore } from '@postroom/blobs';
import type { LoginWatch } from '@postroom/directory';
import type { Tracer } from '@postroom/service';
import type { Accept } from './accept.ts';
import type { Authentication } from './authentication/authentication.ts';
import type { Scanning } from './scanning/scanning.ts';
import type { Sending } from './sending/sending.ts';

/** What is needed to accept mail. */
export interface Intake {
  readonly hostname: string;
  readonly store: BlobStore;
  readonly logins: Pick<LoginWatch, 'isGood'>;
  readonly accept: Accept;
  /** Checks senders of mail from other servers; null when they are not checked. */
  readonly authentication: Authentication | null;
  /** Null when no scanner is configured. */
  readonly scanning: Scanning | null;
  /** Counts what our users send; null when they are not limited. */
  readonly sending: Sending | null;
  readonly settings: {
    /** The most Received fields; more mean a loop (RFC 5321 6.3). */
    readonly maxReceived: number;
  };
  readonly tracer: Tracer;
}
