import { AddressRanges, ConnectionLimits, ProxyReceiver } from '@postroom/net';
import type { Logger } from '@postroom/service';
import type { FastifyInstance } from 'fastify';
import { readProxyHeaders } from './proxied.ts';
import type { RefusalShape } from './refusals.ts';
import { createHttpServer } from './server.ts';

/** The most connections of load balancers that wait for their PROXY header. */
const MAX_WAITING = 1_000;

export interface HttpOptions {
  /** Proxies whose X-Forwarded-For is trusted. */
  readonly HTTP_PROXIES: string;
  readonly PROXY_PROTOCOL_FROM: string;
}

/**
 * Returns the HTTP server of a service, behind a receiver of the PROXY protocol. Plugins add what it serves; it does not listen yet.
 * @param refused counts refused connections, by reason
 * @param shape the form of refusals before any route is called
 */
export function openHttp(
  config: HttpOptions,
  refused: (reason: string) => void,
  log: Pick<Logger, 'warn'>,
  shape: RefusalShape,
): FastifyInstance {
  const http = createHttpServer(AddressRanges.parse(config.HTTP_PROXIES), shape);
  readProxyHeaders(http, proxyReceiver(config, refused, log));
  return http;
}

/** Returns the receiver that finds out who the clients of load balancers are. */
export function proxyReceiver(
  config: HttpOptions,
  refused: (reason: string) => void,
  log: Pick<Logger, 'warn'>,
): ProxyReceiver {
  return new ProxyReceiver({
    from: AddressRanges.parse(config.PROXY_PROTOCOL_FROM),
    limits: new ConnectionLimits({ total: MAX_WAITING, perAddress: MAX_WAITING }),
    onRefused(client, reason, detail) {
      refused(reason);
      log.warn({ client, reason, detail }, 'connection refused');
    },
  });
}
