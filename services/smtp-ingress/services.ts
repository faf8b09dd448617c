import type { Authenticator, LoginWatch } from '@postroom/directory';
import type { Intake, Recipients } from '@postroom/intake';
import type { Policy } from '@postroom/policy';
import type { Logger } from '@postroom/service';
import type { NoteRefusal } from '@postroom/transit';
import type { IngressMetrics } from './metrics.ts';
import type { SmtpSettings } from './settings.ts';

/** `mx`: anybody, to our domains only. `submission`: our users after a login, to anywhere. `lmtp`: servers of the operator, to our domains only. */
export type Role = 'mx' | 'submission' | 'lmtp';

/** What the sessions of one port share. */
export interface Services extends Intake {
  readonly role: Role;
  /** Whether STARTTLS is possible on this port. */
  readonly canStartTls: boolean;
  readonly recipients: Recipients;
  /** The policy for mail of other servers; null when nothing is checked. */
  readonly policy: Policy | null;
  readonly authenticator: Authenticator;
  readonly logins: Pick<LoginWatch, 'watch' | 'isGood'>;
  readonly settings: SmtpSettings;
  readonly noteRefusal: NoteRefusal;
  readonly metrics: IngressMetrics;
  readonly log: Logger;
}
