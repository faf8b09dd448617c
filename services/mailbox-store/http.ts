import Fastify, { type FastifyInstance } from 'fastify';

/** The HTTP server of this service. What it serves are plugins; nothing listens yet. */
export function createHttpServer(): FastifyInstance {
  return Fastify({
    logger: false,
    bodyLimit: 1024 * 1024, // octets; who takes larger bodies says so on its route
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 1_000 }, // an address may have 254 octets, each of them three when percent-encoded
  });
}
