import type { BlobStore } from '@postroom/blobs';
import type { Authenticator, LoginWatch } from '@postroom/directory';
import type { Logger, Tracer } from '@postroom/service';
import type { NoteRefusal } from '@postroom/transit';
import type { Accept } from './accept.ts';
import type { IngressMetrics } from './metrics.ts';
import type { Recipients } from './recipients.ts';
import type { Scanning } from './scanning/scanning.ts';
import type { SmtpSettings } from './settings.ts';

/** `mx`: anybody, for our domains only. `submission`: our users after a login, to anywhere. */
export type Role = 'mx' | 'submission';

/** What the sessions of one port share. */
export interface Services {
  readonly role: Role;
  readonly hostname: string;
  /** Whether STARTTLS is possible on this port. */
  readonly canStartTls: boolean;
  readonly store: BlobStore;
  readonly recipients: Recipients;
  readonly authenticator: Authenticator;
  readonly logins: Pick<LoginWatch, 'watch' | 'isGood'>;
  readonly accept: Accept;
  /** Null: nobody is asked. */
  readonly scanning: Scanning | null;
  readonly settings: SmtpSettings;
  readonly noteRefusal: NoteRefusal;
  readonly metrics: IngressMetrics;
  readonly log: Logger;
  readonly tracer: Tracer;
}
