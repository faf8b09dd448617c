import { Host, type HostOptions } from './host.ts';
import { serveSmtp } from './serve.ts';
import type { Services } from './services.ts';

export type PortOptions = Pick<
  HostOptions,
  'implicitTls' | 'tlsStore' | 'limits' | 'proxies' | 'idleMs' | 'closeGraceMs'
>;

/** One port of SMTP, not open yet. */
export function createPort(services: Omit<Services, 'canStartTls'>, options: PortOptions): Host {
  const { hostname, log, metrics } = services;
  // Who brings mail by LMTP has asked already, and is not who sent it.
  const asks = services.role === 'lmtp' ? { authentication: null, policy: null } : {};
  const shared: Services = {
    ...services,
    ...asks,
    canStartTls: options.tlsStore !== undefined && !options.implicitTls,
  };
  return new Host({
    ...options,
    // Other servers have certificates too, which prove no user.
    asksClients: services.role === 'submission' && options.tlsStore?.asksClients === true,
    hostname,
    onConnection: (connection) => void serveSmtp(connection, shared),
    onRefused(client, reason, detail) {
      metrics.protocol.refused(reason);
      log.warn({ client, reason, detail }, 'connection refused');
    },
    onError: (error) => log.debug({ err: error }, 'connection failed'),
  });
}
