import type { DnsResolver } from '@postroom/dns';
import type { MailboxStore } from '@postroom/mailbox';
import type { Announcer, LoginAnnouncer } from '@postroom/queue';
import type { KeySeal } from '@postroom/sender-auth/dkim';
import type { ServiceParts } from '@postroom/service';
import type { Static, TObject } from 'typebox';
import type { createSweep } from './clock/sweep.ts';
import type { config } from './config.ts';

export type Config = Static<TObject<typeof config>>;

/** What the clock and the admin API of this service need. */
export interface Parts extends ServiceParts<Config> {
  readonly store: MailboxStore;
  /** Hands over to the workers what is due. */
  readonly sweep: ReturnType<typeof createSweep>;
  readonly announcer: Announcer;
  readonly logins: LoginAnnouncer;
  readonly resolver: DnsResolver;
  /** Seals DKIM keys; null when none are made. */
  readonly dkim: KeySeal | null;
}

export const HOUR_MS = 3_600_000;
