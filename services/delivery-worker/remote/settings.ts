import { AddressRanges } from '@postroom/net';
import type { Credentials, Timeouts, TlsOptions, TlsPolicy } from '@postroom/smtp-client';

export interface RemoteSettings {
  /** The port of other domains' servers. */
  readonly port: number;
  /** The server that takes all outgoing mail in place of the domains' own servers. */
  readonly smarthost?: Smarthost | undefined;
  /** TLS for the domains' own servers. */
  readonly tls: TlsOptions;
  /** Whether the DANE and MTA-STS policies of other domains are applied to all mail. */
  readonly keepsTlsPolicies: boolean;
  /** Addresses outside the public network that may be connected to. */
  readonly internal: AddressRanges;
  /** Whether servers are tried by IPv6. */
  readonly usesIpv6: boolean;
  /** The most connections to one destination, of all workers together. */
  readonly connectionsPerDestination: number;
  readonly recipientsPerMessage: number;
  readonly messagesPerConnection: number;
  /** The addresses tried in one attempt (RFC 5321 5.1 allows a limit). */
  readonly addressesPerAttempt: number;
  /** How long claimed deliveries stay ours without an extension, in milliseconds. */
  readonly leaseMs: number;
  readonly timeouts: Partial<Timeouts>;
  /** The longest timeouts for a server while others are left to try, for one that was silent before, and for all in a crowd. */
  readonly hurriedTimeouts: Pick<Timeouts, 'connect' | 'greeting' | 'command'>;
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
  usesIpv6: true,
  connectionsPerDestination: 10,
  recipientsPerMessage: 100,
  messagesPerConnection: 100,
  addressesPerAttempt: 8,
  leaseMs: 30_000,
  timeouts: {},
  hurriedTimeouts: { connect: 10_000, greeting: 60_000, command: 60_000 },
};

/** The values of remoteConfig. */
export interface RemoteConfig {
  readonly OUTBOUND_PORT: number;
  readonly OUTBOUND_TLS: string;
  readonly OUTBOUND_TLS_POLICIES: string;
  readonly OUTBOUND_CONNECTIONS: number;
  readonly OUTBOUND_IPV6: string;
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
    usesIpv6: config.OUTBOUND_IPV6 === 'on',
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
