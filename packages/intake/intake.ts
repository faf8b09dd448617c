import type { BlobStore } from '@postroom/blobs';
import type { LoginWatch } from '@postroom/directory';
import type { Tracer } from '@postroom/service';
import type { Accept } from './accept.ts';
import type { Authentication } from './authentication/authentication.ts';
import type { Scanning } from './scanning/scanning.ts';
import type { Sending } from './sending/sending.ts';

/** What taking mails in needs. */
export interface Intake {
  readonly hostname: string;
  readonly store: BlobStore;
  readonly logins: Pick<LoginWatch, 'isGood'>;
  readonly accept: Accept;
  /** Of mail from other servers. Null: it is not asked who sent it. */
  readonly authentication: Authentication | null;
  /** Null: nobody is asked. */
  readonly scanning: Scanning | null;
  /** Counts what our users send. Null: they send what they like. */
  readonly sending: Sending | null;
  readonly settings: {
    /** Received fields at most; more is a loop (RFC 5321 6.3). */
    readonly maxReceived: number;
  };
  readonly tracer: Tracer;
}
