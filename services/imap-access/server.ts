import { type Connection, HandshakeError, type Listener, type ListenOptions, listen } from '@postroom/net';
import { EXTENSIONS } from './extensions/index.ts';
import { protocolOf } from './protocol-of.ts';
import type { Services } from './services.ts';
import type { Speech } from './session/dispatch.ts';
import { serve } from './session/serve.ts';

/** Where to listen; the server adds the other ListenOptions. */
export type ListenPlace = Pick<ListenOptions, 'host' | 'port' | 'tls' | 'tlsStore' | 'limits' | 'proxies'>;

/** Opens the IMAP ports. Disposing of the server ends its sessions with BYE. */
export async function startServer(services: Services, places: readonly ListenPlace[]): Promise<ImapServer> {
  const speech = protocolOf(EXTENSIONS);
  const listeners: Listener[] = [];
  for (const place of places) listeners.push(await listen({ ...place, ...handlers(services, speech) }));
  const recheck = setInterval(() => services.sessions.wakeAll(), services.settings.idleRecheck);
  recheck.unref();
  return {
    ports: listeners.map((listener) => listener.address.port),
    async close(graceMs) {
      clearInterval(recheck);
      await Promise.all(listeners.map((listener) => listener.close(graceMs)));
    },
  };
}

export interface ImapServer {
  /** The ports in the order of the places. */
  readonly ports: readonly number[];
  close(graceMs?: number): Promise<void>;
}

function handlers(
  services: Services,
  speech: Speech,
): Pick<ListenOptions, 'refusal' | 'onConnection' | 'onError' | 'onRefused'> {
  const { log, metrics } = services;
  return {
    refusal: '* BYE Too many connections\r\n',
    onConnection(connection: Connection) {
      metrics.connected();
      return serve(connection, services, speech);
    },
    onError: (error, connection) => {
      const fields = { err: error, client: connection?.remoteAddress };
      // A failed handshake is caused by the client; any other error here is ours.
      if (error instanceof HandshakeError) log.debug(fields, 'TLS handshake failed');
      else log.error(fields, 'session failed');
    },
    onRefused(client, reason, detail) {
      metrics.refused(reason);
      log.warn({ client, reason, detail }, 'connection refused');
    },
  };
}
