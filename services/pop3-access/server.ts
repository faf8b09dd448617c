import {
  type AddressRanges,
  type ConnectionLimits,
  HandshakeError,
  type Listener,
  type ListenOptions,
  listen,
  type TlsStore,
} from '@postroom/net';
import { servePop3 } from './serve.ts';
import type { Services } from './services.ts';

export interface Pop3ServerOptions {
  host: string;
  port: number;
  tls: ListenOptions['tls'];
  tlsStore?: TlsStore | undefined;
  limits: ConnectionLimits;
  proxies?: AddressRanges | undefined;
}

/** Opens one POP3 port. */
export function listenPop3(services: Services, options: Pop3ServerOptions): Promise<Listener> {
  const { tlsStore, ...rest } = options;
  const { log, metrics } = services;
  return listen({
    ...rest,
    ...(tlsStore ? { tlsStore } : {}),
    refusal: '-ERR [SYS/TEMP] Too many connections, try again later\r\n',
    onConnection(connection) {
      metrics.protocol.connected();
      return servePop3(connection, services);
    },
    onRefused(client, reason, detail) {
      metrics.protocol.refused(reason);
      log.warn({ client, reason, detail }, 'connection refused');
    },
    onError(error, connection) {
      const fields = { err: error, client: connection?.remoteAddress };
      if (error instanceof HandshakeError) log.debug(fields, 'TLS handshake failed');
      else log.error(fields, connection ? 'session failed' : 'cannot accept connections');
    },
  });
}
