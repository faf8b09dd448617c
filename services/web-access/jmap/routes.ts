import { onceClosed } from '@postroom/http';
import { parseBody, RequestError } from '@postroom/jmap';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { requireLogin } from '../sign-in/require-login.ts';
import { createApi } from './api.ts';
import { firstAnswers } from './first-answers.ts';
import type { Place } from './place.ts';
import { readSession } from './session-object.ts';
import { socketRoute } from './socket/route.ts';
import { Turnstile } from './turnstile.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The place of an API request. */
    place: Place | null;
  }
}

/** The most octets of all requests that are read or carried out at the same time. */
const REQUESTS_BYTES = 256 * 1024 * 1024;

/** The routes of discovery, session and API (RFC 8620 2.2, 2, 3). */
export function jmapRoutes(services: Services) {
  const { settings } = services;
  const api = createApi(services);
  const turnstile = new Turnstile(settings.limits.maxConcurrentRequests, REQUESTS_BYTES);
  return async (app: FastifyInstance): Promise<void> => {
    // RFC 8620 3.6.1: another media type is notJSON, and we parse the JSON ourselves.
    app.removeAllContentTypeParsers();
    const bodyLimit = settings.limits.maxSizeRequest;
    app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    );
    app.addContentTypeParser('*', (_request, _payload, done) => {
      done(new RequestError('notJSON', 'The content type must be application/json'));
    });
    // RFC 8620 3.6.1: the size of a body without a length is known only once too much of it has come.
    app.setErrorHandler((error: FastifyError) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge(bodyLimit) : error;
    });
    app.addHook('onRequest', requireLogin(services));
    app.decorateRequest('place', null);

    socketRoute(app, services, { api, turnstile, baseOf });

    app.get('/.well-known/jmap', (request, reply) => reply.redirect(`${baseOf(request)}/jmap/session`, 307));

    app.get('/jmap/session', async (request, reply) =>
      reply
        .header('cache-control', 'no-cache, no-store, must-revalidate')
        .send(await readSession(request.login, baseOf(request), services)),
    );

    // Not part of JMAP: the page's first requests with their responses, in one response.
    app.get('/jmap/first', async (request, reply) => {
      const { login, ip } = request;
      using _place = turnstile.enter(login.accountId, 0);
      const session = readSession(login, baseOf(request), services);
      const isGone = () => reply.raw.destroyed;
      return reply
        .header('cache-control', 'no-store')
        .send(await firstAnswers(await session, (asked) => api(asked, { login, client: ip, isGone }, session)));
    });

    app.route({
      method: 'POST',
      url: '/jmap/api',
      config: { slowBody: true },
      async preParsing(request, reply) {
        const length = Number(request.headers['content-length'] ?? bodyLimit);
        if (length > bodyLimit) throw tooLarge(bodyLimit);
        const place = turnstile.enter(request.login.accountId, length);
        request.place = place;
        onceClosed(reply.raw, () => place[Symbol.dispose]());
      },
      async handler(request, reply) {
        // When the client hangs up, the work may still go on and keeps the place.
        using _place = request.place?.alsoHeld();
        const session = readSession(request.login, baseOf(request), services);
        session.catch(() => {});
        if (!request.body) throw new RequestError('notJSON', 'The request is empty');
        const isGone = () => reply.raw.destroyed;
        const parsed = parseBody(request.body as Buffer, settings.limits);
        const response = await api(parsed, { login: request.login, client: request.ip, isGone }, session);
        return reply
          .header('cache-control', 'no-store')
          .type('application/json')
          .send(Buffer.from(JSON.stringify(response)));
      },
    });
  };

  /** Returns the base of the session's URLs (RFC 8620 2): the configured one, or else the host name that the client used. */
  function baseOf({ protocol, host }: FastifyRequest): string {
    return settings.publicUrl || `${protocol}://${host}`;
  }
}

function tooLarge(most: number): RequestError {
  return new RequestError('limit', `The request is larger than ${most} octets`, 'maxSizeRequest');
}
