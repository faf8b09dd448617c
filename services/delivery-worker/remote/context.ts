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

/** What remote delivery needs. */
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
  /** Is told of our reports after their commit. */
  readonly producer: Pick<Producer, 'file' | 'relay'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly resolver: DnsResolver;
  /** The MTA-STS policies of other domains. */
  readonly sts: Pick<StsPolicies, 'of'>;
  /** Is told of the results of TLS; null when nobody gets reports about them. */
  readonly tlsMeter: Pick<TlsMeter, 'note'> | null;
  /** Signs outgoing mail; null when nothing is signed. */
  readonly signer: Pick<Signer, 'signed'> | null;
  readonly reversePathOf: ReversePathOf;
  readonly settings: RemoteSettings;
  readonly silentServers: SilentServers;
  /** Once aborted, the current message is finished and no other is begun. */
  readonly stopping: AbortSignal;
}
