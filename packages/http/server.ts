import type { AddressRanges } from '@postroom/net';
import Fastify, { type FastifyInstance } from 'fastify';
import { limitBody } from './body-time.ts';
import { endIdle } from './end-idle.ts';
import { lingerFor } from './linger.ts';
import { type RefusalShape, refuseUncommon, refuseUnreadable, refuseUrl } from './refusals.ts';
import { refuseTwice } from './single-fields.ts';
import { dropStalled } from './stalled.ts';

const BODY_MS = 60_000;
const LINGER_MS = 5_000;
const STALLED_MS = 60_000;
/** The most octets of a URL: Node's limit for the whole header. */
const MAX_URL = 16 * 1024;

/**
 * Creates the HTTP server of this service. Plugins add what it serves; it does not listen yet.
 * @param proxies proxies whose X-Forwarded-For is trusted
 * @param shape the form of refusals before any route is called
 */
export function createHttpServer(proxies: AddressRanges, shape: RefusalShape): FastifyInstance {
  const server = Fastify({
    logger: false,
    trustProxy: (address: string) => proxies.has(address),
    bodyLimit: 1024 * 1024, // octets; a route that accepts larger bodies sets its own limit
    // Node's limit for whole requests has no exceptions, so limitBody replaces it.
    requestTimeout: 0,
    http: { headersTimeout: BODY_MS },
    // Every URL that Node accepts reaches its route, which checks it.
    routerOptions: { maxParamLength: MAX_URL },
    frameworkErrors: refuseUrl(shape),
    clientErrorHandler: refuseUnreadable(shape),
    // endIdle refuses these requests in our own form.
    return503OnClosing: false,
  });
  endIdle(server);
  refuseUncommon(server, shape);
  server.addHook('onRequest', refuseTwice);
  server.addHook('onRequest', limitBody(BODY_MS));
  server.addHook('onSend', lingerFor(LINGER_MS));
  server.addHook('onSend', dropStalled(STALLED_MS));
  return server;
}
