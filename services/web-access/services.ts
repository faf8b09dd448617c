import type { Authenticator, LoginTries, LoginWatch } from '@postroom/directory';
import type { Intake, Recipients } from '@postroom/intake';
import type { Issuer } from '@postroom/issuer';
import type { MailboxStore, SearchTurns, ThreadCountCache, TotalCache } from '@postroom/mailbox';
import type { Outgoing } from '@postroom/outgoing';
import type { VapidKey } from '@postroom/push';
import type { Producer } from '@postroom/queue';
import type { ChangeSubscriber, LoginAnnouncer, Rates } from '@postroom/queue/signals';
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
  /** Called when no SCRAM keys could be made for a new password. */
  readonly keysMissing: KeysMissing;
  /** The issuer whose tokens are accepted besides our own. */
  readonly issuer: Issuer | undefined;
  /** Counts failed tries of passwords and of other secrets. */
  readonly tries: Pick<LoginTries, 'begin' | 'abandoned'>;
  readonly joining: JoinServices;
  readonly rates: Pick<Rates, 'take'>;
  readonly logins: Pick<LoginWatch, 'watch'>;
  /** Accepts outgoing mail. */
  readonly intake: Intake;
  readonly recipients: Recipients;
  /** Is told of deliveries that are due earlier than planned. */
  readonly queue: Pick<Producer, 'file' | 'relay'>;
  /** Is told when a session or a password ends. */
  readonly loginAnnouncer: Pick<LoginAnnouncer, 'loginsChanged'>;
  readonly changes: Pick<ChangeSubscriber, 'subscribe'>;
  readonly noteRefusal: NoteRefusal;
  /** For external pictures of mail. */
  readonly outgoing: Outgoing;
  /** For leaving mailing lists. */
  readonly toLists: Outgoing;
  readonly vapid: Pick<VapidKey, 'applicationServerKey'>;
  readonly settings: WebSettings;
  readonly metrics: AccessMetrics;
  readonly log: Logger;
}
