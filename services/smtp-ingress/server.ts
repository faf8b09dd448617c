import { Host, type HostOptions } from './host.ts';
import { serveSmtp } from './serve.ts';
import type { Services } from './services.ts';

export type PortOptions = Pick<
  HostOptions,
  'implicitTls' | 'tlsStore' | 'limits' | 'proxies' | 'idleMs' | 'closeGraceMs'
>;

/** Makes one SMTP port, which is not opened yet. */
export function createPort(services: Omit<Services, 'canStartTls'>, options: PortOptions): Host {
  const { hostname, log, metrics } = services;
  // Mail by LMTP was already checked by the server that brings it, which is not the sender.
  const asks = services.role === 'lmtp' ? { authentication: null, policy: null } : {};
  const shared: Services = {
    ...services,
    ...asks,
    canStartTls: options.tlsStore !== undefined && !options.implicitTls,
  };
  return new Host({
    ...options,
    // On the other ports clients are servers, whose certificates prove no user.
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
