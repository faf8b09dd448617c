import { knownMethods } from '@postroom/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound, ProblemError } from './errors.ts';

/** Answers requests without a route: 404, or 405 with Allow (RFC 9110 15.5.6). Call it before the routes, whose methods it collects. */
export function answerElsewhere(app: FastifyInstance): void {
  const methodsOf = knownMethods(app);
  app.setNotFoundHandler(({ method, url }: FastifyRequest, reply: FastifyReply) => {
    const methods = methodsOf(url);
    if (methods.length === 0 || methods.includes(method)) notFound();
    reply.header('allow', methods.join(', '));
    throw new ProblemError({ type: 'about:blank', status: 405, detail: `${method} is not allowed for this URL` });
  });
}
