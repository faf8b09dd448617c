import type { AddressRanges } from '@postroom/net';
import Fastify, { type FastifyInstance } from 'fastify';
import { limitBody } from './body-time.ts';
import { endIdle } from './end-idle.ts';
import { lingerFor } from './linger.ts';
import { refuseTwice } from './single-fields.ts';
import { dropStalled } from './stalled.ts';

const BODY_MS = 60_000;
const LINGER_MS = 5_000;
const STALLED_MS = 60_000;

/**
 * The HTTP server of this service. What it serves are plugins; nothing listens yet.
 * @param proxies who may say by X-Forwarded-For whose request it passes on
 */
export function createHttpServer(proxies: AddressRanges): FastifyInstance {
  const server = Fastify({
    logger: false,
    trustProxy: (address: string) => proxies.has(address),
    bodyLimit: 1024 * 1024, // octets; who takes larger bodies says so on its route
    // Node's limit on whole requests knows no exceptions, so that one is ours: limitBody.
    requestTimeout: 0,
    http: { headersTimeout: BODY_MS },
    routerOptions: { maxParamLength: 1_000 }, // an address may have 254 octets, each of them three when percent-encoded
  });
  endIdle(server);
  server.addHook('onRequest', refuseTwice);
  server.addHook('onRequest', limitBody(BODY_MS));
  server.addHook('onSend', lingerFor(LINGER_MS));
  server.addHook('onSend', dropStalled(STALLED_MS));
  return server;
}
