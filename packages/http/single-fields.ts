import type { FastifyReply, FastifyRequest } from 'fastify';

/** Fields that name the client and the host: Node uses the first of several, while a proxy may have used another. */
const SINGLE = ['host', 'authorization'];

/** Refuses a request that repeats one of these fields (RFC 9112 3.2, RFC 9110 5.3). */
export function refuseTwice({ raw }: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const names = raw.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const twice = SINGLE.find((field) => names.indexOf(field) !== names.lastIndexOf(field));
  done(
    twice === undefined
      ? undefined
      : Object.assign(new Error(`The request has more than one ${twice} field`), { statusCode: 400 }),
  );
}
