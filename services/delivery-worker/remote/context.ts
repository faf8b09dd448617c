import type { Pool } from '@postroom/database';
import { type Producer, RETRY_SCHEDULE, type RetrySchedule, type Slots } from '@postroom/queue';
import type { Logger } from '@postroom/service';
import type { Credentials, DnsResolver, Timeouts, TlsOptions } from '@postroom/smtp';

/** What remote delivery stands on. */
export interface RemoteContext {
  readonly pool: Pool;
  readonly slots: Slots;
  /** Told of the reports we write, after their commit. */
  readonly producer: Pick<Producer, 'file' | 'relay'>;
  readonly resolver: DnsResolver;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  readonly settings: RemoteSettings;
  /** Once aborted, the message under way is finished and no other is begun. */
  readonly stopping: AbortSignal;
}

export interface RemoteSettings {
  /** What we call ourselves in EHLO and in reports. */
  readonly hostname: string;
  /** Port of other domains' servers. */
  readonly port: number;
  /** Takes all outgoing mail instead of the domains' own servers. */
  readonly smarthost?: Smarthost | undefined;
  /** For the domains' own servers. */
  readonly tls: TlsOptions;
  readonly schedule: RetrySchedule;
  /** Connections to one destination at once, over all workers. */
  readonly connectionsPerDestination: number;
  readonly recipientsPerMessage: number;
  readonly messagesPerConnection: number;
  /** Addresses tried for one attempt (RFC 5321 5.1 allows a limit). */
  readonly addressesPerAttempt: number;
  /** How long claimed deliveries are ours without a sign of life, ms. */
  readonly leaseMs: number;
  readonly timeouts: Partial<Timeouts>;
}

export interface Smarthost {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsOptions;
  readonly auth?: (Credentials & { readonly inClear?: boolean }) | undefined;
}

export const DEFAULT_REMOTE_SETTINGS: RemoteSettings = {
  hostname: 'localhost',
  port: 25,
  tls: { policy: 'opportunistic' },
  schedule: RETRY_SCHEDULE,
  connectionsPerDestination: 10,
  recipientsPerMessage: 100,
  messagesPerConnection: 100,
  addressesPerAttempt: 8,
  leaseMs: 120_000,
  timeouts: {},
};
