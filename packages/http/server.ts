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
/** Octets: Node's limit on all of a header. */
const MAX_URL = 16 * 1024;

/**
 * The HTTP server of this service. What it serves are plugins; nothing listens yet.
 * @param proxies who may say by X-Forwarded-For whose request it passes on
 * @param shape of what is refused before a route is asked
 */
export function createHttpServer(proxies: AddressRanges, shape: RefusalShape): FastifyInstance {
  const server = Fastify({
    logger: false,
    trustProxy: (address: string) => proxies.has(address),
    bodyLimit: 1024 * 1024, // octets; who takes larger bodies says so on its route
    // Node's limit on whole requests knows no exceptions, so that one is ours: limitBody.
    requestTimeout: 0,
    http: { headersTimeout: BODY_MS },
    // What Node takes as a URL is looked at by whoever it is for.
    routerOptions: { maxParamLength: MAX_URL },
    frameworkErrors: refuseUrl(shape),
    clientErrorHandler: refuseUnreadable(shape),
    // endIdle refuses, in our shape.
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
