import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { nothingHere } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { branded, brandedManifest } from './brand-for-page.ts';
import type { Brands } from './brands.ts';
import { isNavigation } from './is-navigation.ts';
import { sendToHttps } from './send-to-https.ts';
import { wordsFirst } from './words-first.ts';

/** The build of services/webmail by `npm run build`; the image contains it, and `npm start` makes it. */
const BUILT = fileURLToPath(new URL('../../webmail/dist/', import.meta.url));

/**
 * Allows only our own resources, no inline scripts, and HTML only through Trusted Types. React and the virtual list set styles through the
 * object model, which needs no permission.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  // For PDFs that do not embed their fonts.
  "font-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The policy of the frame that shows mail: no scripts, and from the network only our own pictures. */
const FRAME_POLICY = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const YEAR_SECONDS = 365 * 24 * 3600;

/** Serves the webmail page at every address without another route; nothing if the page was not built. */
export function pageRoutes(
  { log, settings: { redirectPort } }: Pick<Services, 'log'> & { settings: Pick<Services['settings'], 'redirectPort'> },
  brands: Pick<Brands, 'of'>,
  root = BUILT,
) {
  return async (app: FastifyInstance): Promise<void> => {
    const names = namesIn(root);
    if (names === null) {
      log.warn({ root }, 'the webmail was not built and is not served');
      return;
    }
    const { errorHandler } = app;
    // A path that is too long, or has `..` in it, is answered 404 instead of 403.
    app.setErrorHandler((error: FastifyError, request, reply) =>
      errorHandler(error.code === 'FST_STATIC_FORBIDDEN_PATH' ? nothingHere() : error, request, reply),
    );
    if (redirectPort !== null) app.addHook('onRequest', sendToHttps(redirectPort));
    app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.url !== '/*') return;
      const [, first = ''] = request.url.split(/[/?]/, 2);
      if (first === '' || names.has(first)) return;
      reply.header('vary', 'accept');
      if (isNavigation(request)) return sendPage(request, reply, 'index.html');
    });
    app.addHook('onSend', async (request, reply) => {
      const isFrame = request.url.split('?', 1)[0] === '/frame.html';
      protect(reply, isFrame ? FRAME_POLICY : PAGE_POLICY, request.protocol === 'https');
    });
    app.get('/', (request, reply) => sendPage(request, reply, 'index.html'));
    app.get('/join', (request, reply) => sendPage(request, reply, 'join.html'));
    app.get('/manifest.webmanifest', (request, reply) => sendPage(request, reply, 'manifest.webmanifest'));
    await app.register(fastifyStatic, {
      root,
      // The build makes compressed files, too (services/webmail/vite.config.ts).
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        // Names of assets contain their hash; all other files are revalidated.
        const isAsset = path.includes('/assets/');
        reply.header('cache-control', isAsset ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
      },
    });

    /** Sends a file of the page with the operator's brand in it. */
    async function sendPage(request: FastifyRequest, reply: FastifyReply, name: string): Promise<FastifyReply> {
      const [built, brand] = await Promise.all([readFile(join(root, name), 'utf8'), brands.of(request.hostname)]);
      const isManifest = name.endsWith('.webmanifest');
      const text = brand === null ? built : isManifest ? brandedManifest(built, brand) : branded(built, brand);
      const tag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      reply.header('cache-control', 'no-cache').header('etag', tag);
      const words = wordsFirst(built, request.headers['accept-language']);
      if (words) reply.header('link', words);
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type(isManifest ? 'application/manifest+json' : 'text/html; charset=utf-8').send(text);
    }
  };
}

function protect(reply: FastifyReply, policy: string, isSecure: boolean): void {
  reply
    .header('content-security-policy', policy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (isSecure) reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
}

/** Returns the names in a folder; null if it does not exist. */
function namesIn(folder: string): Set<string> | null {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return null;
  }
}
