import type { Authenticator, LoginTries, LoginWatch } from '@postroom/directory';
import type { Intake, Recipients } from '@postroom/intake';
import type { Issuer } from '@postroom/issuer';
import type { MailboxStore, SearchTurns, ThreadCountCache, TotalCache } from '@postroom/mailbox';
import type { Outgoing } from '@postroom/outgoing';
import type { VapidKey } from '@postroom/push';
import type { Producer } from '@postroom/queue';
import type { ChangeSubscriber, LoginAnnouncer } from '@postroom/queue/signals';
import type { AccessMetrics, KeysMissing, Logger } from '@postroom/service';
import type { NoteRefusal } from '@postroom/transit';
import type { JoinServices } from './join/services.ts';
import type { WebSettings } from './settings.ts';

/** What all requests share. */
export interface Services {
  readonly store: MailboxStore;
  readonly searches: SearchTurns;
  readonly threadCounts: ThreadCountCache;
  readonly totals: TotalCache;
  readonly authenticator: Authenticator;
  /** Told where no keys for SCRAM could be made of a password that was set. */
  readonly keysMissing: KeysMissing;
  /** Whose tokens are taken beside ours. */
  readonly issuer: Issuer | undefined;
  /** Counts wrong passwords, and what else is guessed at. */
  readonly tries: Pick<LoginTries, 'begin' | 'abandoned'>;
  readonly joining: JoinServices;
  readonly logins: Pick<LoginWatch, 'watch'>;
  /** Takes in what is sent. */
  readonly intake: Intake;
  readonly recipients: Recipients;
  /** Told of what is due before its time. */
  readonly queue: Pick<Producer, 'file' | 'relay'>;
  /** Told when a session or a password has ended. */
  readonly loginAnnouncer: Pick<LoginAnnouncer, 'loginsChanged'>;
  readonly changes: Pick<ChangeSubscriber, 'subscribe'>;
  readonly noteRefusal: NoteRefusal;
  /** For pictures that mails want from elsewhere. */
  readonly outgoing: Outgoing;
  /** For lists that are left. */
  readonly toLists: Outgoing;
  readonly vapid: Pick<VapidKey, 'applicationServerKey'>;
  readonly settings: WebSettings;
  readonly metrics: AccessMetrics;
  readonly log: Logger;
}
