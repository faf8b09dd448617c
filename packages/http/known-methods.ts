import type { FastifyInstance } from 'fastify';

/**
 * Returns a function that tells which methods a request's URL allows (RFC 9110 15.5.6), of all routes that are registered later. A
 * catch-all route (`/*`) is not counted, since it matches every URL.
 */
export function knownMethods(app: FastifyInstance): (url: string) => readonly string[] {
  const known: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    if (url.endsWith('*')) return;
    const pattern = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
    known.push({ path: new RegExp(`^${pattern.join('/')}$`), methods: [method].flat() });
  });
  return (url) => {
    const [path = ''] = url.split('?', 1);
    return [...new Set(known.filter((each) => each.path.test(path)).flatMap((each) => each.methods))].sort();
  };
}
