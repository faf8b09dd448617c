import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound, ProblemError } from './errors.ts';

/**
 * Answers what is nowhere: 404, or 405 with Allow where the address has other methods (RFC 9110 15.5.6). For all routes that are registered
 * after it. The page's own (`/*`) is not counted: it is at every address.
 */
export function answerElsewhere(app: FastifyInstance): void {
  const known: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    if (url.endsWith('*')) return;
    const pattern = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
    known.push({ path: new RegExp(`^${pattern.join('/')}$`), methods: [method].flat() });
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const [path = ''] = request.url.split('?', 1);
    const methods = known.filter((each) => each.path.test(path)).flatMap((each) => each.methods);
    if (methods.length === 0 || methods.includes(request.method)) notFound();
    reply.header('allow', [...new Set(methods)].sort().join(', '));
    throw new ProblemError({ type: 'about:blank', status: 405, detail: `${request.method} is not for this address` });
  });
}
