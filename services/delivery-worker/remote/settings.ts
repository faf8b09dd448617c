import { AddressRanges } from '@postroom/net';
import type { Credentials, Timeouts, TlsOptions, TlsPolicy } from '@postroom/smtp-client';

export interface RemoteSettings {
  /** Port of other domains' servers. */
  readonly port: number;
  /** Takes all outgoing mail instead of the domains' own servers. */
  readonly smarthost?: Smarthost | undefined;
  /** For the domains' own servers. */
  readonly tls: TlsOptions;
  /** Whether DANE and MTA-STS of other domains are kept for all mail. */
  readonly keepsTlsPolicies: boolean;
  /** What is not of the public network and may be connected to all the same. */
  readonly internal: AddressRanges;
  /** Connections to one destination at once, over all workers. */
  readonly connectionsPerDestination: number;
  readonly recipientsPerMessage: number;
  readonly messagesPerConnection: number;
  /** Addresses tried for one attempt (RFC 5321 5.1 allows a limit). */
  readonly addressesPerAttempt: number;
  /** How long claimed deliveries are ours without a sign of life, ms. */
  readonly leaseMs: number;
  readonly timeouts: Partial<Timeouts>;
  /** For a server while others are left to try: no longer than this. */
  readonly timeoutsWithOthers: Pick<Timeouts, 'connect' | 'greeting'>;
}

export interface Smarthost {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsOptions;
  readonly auth?: Credentials | undefined;
}

export const DEFAULT_REMOTE_SETTINGS: RemoteSettings = {
  port: 25,
  tls: { policy: 'opportunistic' },
  keepsTlsPolicies: true,
  internal: AddressRanges.parse(''),
  connectionsPerDestination: 10,
  recipientsPerMessage: 100,
  messagesPerConnection: 100,
  addressesPerAttempt: 8,
  leaseMs: 30_000,
  timeouts: {},
  timeoutsWithOthers: { connect: 10_000, greeting: 60_000 },
};

/** The values of remoteConfig. */
export interface RemoteConfig {
  readonly OUTBOUND_PORT: number;
  readonly OUTBOUND_TLS: string;
  readonly OUTBOUND_TLS_POLICIES: string;
  readonly OUTBOUND_CONNECTIONS: number;
  readonly LEASE_SECONDS: number;
  readonly OUTBOUND_INTERNAL_RANGES: string;
  readonly SMARTHOST: string;
  readonly SMARTHOST_TLS: string;
  readonly SMARTHOST_USERNAME: string;
  readonly SMARTHOST_PASSWORD: string;
}

export function remoteSettings(config: RemoteConfig): RemoteSettings {
  return {
    ...DEFAULT_REMOTE_SETTINGS,
    port: config.OUTBOUND_PORT,
    tls: { policy: config.OUTBOUND_TLS as TlsPolicy },
    keepsTlsPolicies: config.OUTBOUND_TLS_POLICIES === 'enforce' && config.OUTBOUND_TLS !== 'never',
    internal: AddressRanges.parse(config.OUTBOUND_INTERNAL_RANGES),
    connectionsPerDestination: config.OUTBOUND_CONNECTIONS,
    leaseMs: config.LEASE_SECONDS * 1000,
    smarthost: smarthost(config),
  };
}

function smarthost(config: RemoteConfig): Smarthost | undefined {
  const colon = config.SMARTHOST.lastIndexOf(':');
  if (colon === -1) return undefined;
  const policy = config.SMARTHOST_TLS as TlsPolicy;
  const auth = { username: config.SMARTHOST_USERNAME, password: config.SMARTHOST_PASSWORD };
  return {
    host: config.SMARTHOST.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(config.SMARTHOST.slice(colon + 1)),
    tls: { policy, verify: policy === 'required' || policy === 'implicit' },
    auth: auth.username === '' ? undefined : auth,
  };
}
