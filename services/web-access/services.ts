import type { Authenticator } from '@postroom/directory';
import type { MailboxStore } from '@postroom/mailbox';
import type { AccessMetrics, Logger } from '@postroom/service';
import type { NoteRefusal } from '@postroom/transit';
import type { WebSettings } from './settings.ts';

/** What all requests share. */
export interface Services {
  readonly store: MailboxStore;
  readonly authenticator: Authenticator;
  readonly noteRefusal: NoteRefusal;
  readonly settings: WebSettings;
  readonly metrics: AccessMetrics;
  readonly log: Logger;
}
