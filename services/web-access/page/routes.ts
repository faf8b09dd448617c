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

/** What `npm run build` of services/webmail makes; it is in the image, and `npm start` makes it. */
const BUILT = fileURLToPath(new URL('../../webmail/dist/', import.meta.url));

/**
 * Nothing but what comes from here, no script that is written into a page, and HTML only where Trusted Types have seen it. React and
 * the virtual list set styles by the object model, which needs no permission.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  // For PDFs whose fonts are not in them.
  "font-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The frame in which mail is shown: no scripts at all, and of the network its own pictures alone. */
const FRAME_POLICY = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const YEAR_SECONDS = 365 * 24 * 3600;

/** The page: mail in the browser, at every address that is nothing else. Where it was not built there is none. */
export function pageRoutes(
  { log, settings: { redirectPort } }: Pick<Services, 'log'> & { settings: Pick<Services['settings'], 'redirectPort'> },
  brands: Pick<Brands, 'of'>,
  root = BUILT,
) {
  return async (app: FastifyInstance): Promise<void> => {
    const names = namesIn(root);
    if (names === null) {
      log.warn({ root }, 'the page was not built, and is not served');
      return;
    }
    const { errorHandler } = app;
    // A path too long for a file, or with steps in it, is that of nothing; it would be told as forbidden.
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
      // The build has made them (services/webmail/vite.config.ts).
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        // Names of assets have their hash in them; everything else is asked for again.
        const isAsset = path.includes('/assets/');
        reply.header('cache-control', isAsset ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
      },
    });

    /** What the operator says of how it looks is put into it. */
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

/** What lies in a folder; null: there is none. */
function namesIn(folder: string): Set<string> | null {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return null;
  }
}
