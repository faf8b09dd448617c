import { onceClosed } from '@postroom/http';
import { MailError } from '@postroom/types';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Services } from '../../services.ts';
import type { Api } from '../api.ts';
import { stateHub } from '../events/account-states.ts';
import { readSession } from '../session-object.ts';
import { Turnstile } from '../turnstile.ts';
import { JmapSocket } from './jmap-socket.ts';
import { SUBPROTOCOL } from './options.ts';

/** The most connections of one account, and of all accounts, in this process. */
const MAX_PER_ACCOUNT = 100;
const MAX_SOCKETS = 20_000;

interface Shared {
  readonly api: Api;
  /** The turnstile of HTTP requests: the limits count both together (RFC 8887 4.2). */
  readonly turnstile: Turnstile;
  baseOf(request: FastifyRequest): string;
}

/** Adds the WebSocket route (RFC 8887); the client is already logged in. */
export function socketRoute(app: FastifyInstance, services: Services, { api, turnstile, baseOf }: Shared): void {
  const { settings } = services;
  const hub = stateHub(services);
  const connections = new Turnstile(MAX_PER_ACCOUNT, MAX_SOCKETS);
  app.get(
    '/jmap/ws',
    {
      websocket: true,
      // The input of a WebSocket is a body that never ends.
      config: { slowBody: true },
      async preValidation(request) {
        requireKnownOrigin(request, settings.origins, baseOf(request));
        const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
        if (!offered.includes(SUBPROTOCOL)) throw new MailError('invalid', `The subprotocol must be ${SUBPROTOCOL}`);
        if (!request.ws) throw new MailError('invalid', 'This address is for WebSockets');
        const place = connections.enter(request.login.accountId, 1);
        onceClosed(request.raw.socket, () => place[Symbol.dispose]());
      },
    },
    (socket, request) => {
      const { login, ip: client } = request;
      new JmapSocket(socket, {
        services,
        hub,
        login,
        turnstile,
        connection: request.raw.socket,
        answer: (parsed) => {
          const session = readSession(login, baseOf(request), services);
          session.catch(() => {});
          const isGone = () => request.raw.socket.destroyed;
          return api(parsed, { login, client, isGone }, session);
        },
      });
    },
  );
}

/** Throws no-permission for pages of other sites, which may open WebSockets anywhere (RFC 6455 10.2), with the user's cookies. */
function requireKnownOrigin({ headers }: FastifyRequest, origins: ReadonlySet<string>, own: string): void {
  const { origin } = headers;
  if (origin === undefined || origin === own || origins.has(origin)) return;
  throw new MailError('no-permission', 'This origin is not allowed to connect');
}
