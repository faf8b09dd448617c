import type { Authenticator, LoginWatch } from '@postroom/directory';
import type { MailboxStore, ReadAheadBudget } from '@postroom/mailbox';
import type { NoteRefusal } from '@postroom/transit';
import type { MaildropLocks } from './maildrop/locks.ts';
import type { Pop3Metrics } from './metrics.ts';
import type { SessionLog } from './session/log.ts';
import type { Pop3Settings } from './settings.ts';

/** What the sessions of one server share. */
export interface Services {
  readonly store: MailboxStore;
  readonly authenticator: Authenticator;
  readonly noteRefusal: NoteRefusal;
  readonly logins: Pick<LoginWatch, 'watch'>;
  readonly locks: MaildropLocks;
  readonly readAhead: ReadAheadBudget;
  readonly settings: Pop3Settings;
  readonly metrics: Pop3Metrics;
  readonly log: SessionLog & { child(fields: object): SessionLog };
}
