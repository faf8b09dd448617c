import type { Authenticator, LoginWatch } from '@postroom/directory';
import type { EnvelopeCache, MailboxStore, ReadAheadBudget, SearchTurns } from '@postroom/mailbox';
import type { ChangeSubscriber } from '@postroom/queue/signals';
import type { AccessMetrics } from '@postroom/service';
import type { NoteRefusal } from '@postroom/transit';
import type { AccountSessions } from './session/account-sessions.ts';
import type { SessionLog } from './session/log.ts';
import type { ImapSettings } from './settings.ts';

/** What the sessions of one server share. */
export interface Services {
  readonly store: MailboxStore;
  readonly envelopes: EnvelopeCache;
  readonly readAhead: ReadAheadBudget;
  /** Limits searches that read text. */
  readonly searches: SearchTurns;
  readonly settings: ImapSettings;
  readonly log: SessionLog & { child(fields: object): SessionLog };
  readonly sessions: AccountSessions;
  readonly metrics: AccessMetrics;
  readonly authenticator: Authenticator;
  readonly noteRefusal: NoteRefusal;
  readonly logins: Pick<LoginWatch, 'watch'>;
  /** Notices of changes. Some may be lost, so sessions also look for changes from time to time. */
  readonly changes: Pick<ChangeSubscriber, 'subscribe'>;
}
