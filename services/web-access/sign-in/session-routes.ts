import { type Authenticated, beginPage, endSession } from '@postroom/directory';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';
import { setCookie } from './cookie.ts';
import { proveLogin } from './login-of.ts';
import { originOf } from './origin-of.ts';
import { requireLogin, requireTls } from './require-login.ts';
import { requireSameOrigin } from './same-origin.ts';

const SignIn = Type.Object(
  { login: Type.String({ maxLength: 1_000 }), password: Type.String({ maxLength: 4_096 }) },
  { additionalProperties: false },
);

/** Routes to sign in and out of the page, with a cookie that scripts cannot read. */
export function sessionRoutes(services: Services) {
  const { settings, store, loginAnnouncer } = services;
  return async (app: FastifyInstance): Promise<void> => {
    app.post('/session', async (request, reply) => {
      requireTls(request);
      // Another site must not sign its visitors in as somebody else.
      requireSameOrigin(request, settings.publicUrl);
      const login = await proveLogin(request, services, readBody(SignIn, request.body));
      const { sessionId, token } = await beginPage(store.pool, login, originOf(request), settings.sessionSeconds);
      return answer(reply.header('set-cookie', setCookie(request, token, settings.sessionSeconds)), {
        ...login,
        sessionId,
      });
    });

    app.get('/session', { onRequest: requireLogin(services) }, async (request, reply) => answer(reply, request.login));

    app.delete('/session', { onRequest: requireLogin(services) }, async (request, reply) => {
      const { accountId, sessionId } = request.login;
      if (sessionId !== undefined && (await endSession(store.pool, accountId, sessionId))) {
        loginAnnouncer.loginsChanged(accountId);
      }
      return reply.header('set-cookie', clear(request)).code(204).send();
    });
  };
}

function answer(reply: FastifyReply, { accountId, address, sessionId }: Authenticated): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .send({ accountId: `a${accountId}`, address, sessionId: sessionId ?? null });
}

function clear(request: FastifyRequest): string {
  return setCookie(request, '', 0);
}
