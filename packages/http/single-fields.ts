import type { FastifyReply, FastifyRequest } from 'fastify';

/** Fields that say who asks, and whom: Node takes the first of several, and a proxy may have looked at another one. */
const SINGLE = ['host', 'authorization'];

/** Refuses a request that has one of them twice (RFC 9112 3.2, RFC 9110 5.3). */
export function refuseTwice({ raw }: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const names = raw.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const twice = SINGLE.find((field) => names.indexOf(field) !== names.lastIndexOf(field));
  done(
    twice === undefined ? undefined : Object.assign(new Error(`There are two ${twice} fields`), { statusCode: 400 }),
  );
}
