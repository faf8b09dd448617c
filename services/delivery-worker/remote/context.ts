import type { DnsResolver } from '@postroom/dns';
import type { Producer } from '@postroom/queue';
import type { Logger } from '@postroom/service';
import type { WorkerContext } from '../context.ts';
import type { ReversePathOf } from './return-path.ts';
import type { RemoteSettings } from './settings.ts';
import type { Signer } from './signing/signer.ts';
import type { SilentServers } from './silent-servers.ts';
import type { TlsMeter } from './tls-meter/tls-meter.ts';
import type { StsPolicies } from './tls-policies/sts-policies.ts';

/** What remote delivery stands on. */
export interface RemoteContext
  extends Pick<
    WorkerContext,
    | 'pool'
    | 'store'
    | 'slots'
    | 'sent'
    | 'schedule'
    | 'hostname'
    | 'successToStrangers'
    | 'returnPaths'
    | 'metrics'
    | 'tracer'
  > {
  /** Told of the reports we write, after their commit. */
  readonly producer: Pick<Producer, 'file' | 'relay'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly resolver: DnsResolver;
  /** What other domains say of their mail servers. */
  readonly sts: Pick<StsPolicies, 'of'>;
  /** Hears how TLS went; null: nobody is told of it. */
  readonly tlsMeter: Pick<TlsMeter, 'note'> | null;
  /** Null: nothing is signed. */
  readonly signer: Pick<Signer, 'signed'> | null;
  readonly reversePathOf: ReversePathOf;
  readonly settings: RemoteSettings;
  readonly silentServers: SilentServers;
  /** Once aborted, the message under way is finished and no other is begun. */
  readonly stopping: AbortSignal;
}
