import { onceClosed } from '@postroom/http';
import { SearchTurns } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Turnstile } from '../jmap/turnstile.ts';
import type { Services } from '../services.ts';
import { requireLogin } from '../sign-in/require-login.ts';
import { fetchPicture, type Picture } from './fetch-picture.ts';

/** The most pictures in memory at once: of all accounts, and of one. */
const AT_ONCE = 50;
const AT_ONCE_OF_ONE = 6;
/** The most requests of one account, waiting ones included; no message has more pictures. */
const MAX_WAITING = 500;
/** How long a browser keeps a picture, in seconds. */
const MAX_AGE = 24 * 3600;

/**
 * Loads external pictures of mail, once the reader has allowed it: `GET /picture?url=https://...`. The page never loads them itself, so
 * that a sender learns neither the reader's address nor the program.
 */
export function pictureRoutes(services: Services) {
  const turnstile = new Turnstile(MAX_WAITING, Number.POSITIVE_INFINITY);
  const turns = new SearchTurns(AT_ONCE, AT_ONCE_OF_ONE);
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireLogin(services));
    app.get<{ Querystring: { url?: string | string[] } }>('/picture', async (request, reply) => {
      const { headers, login, query } = request;
      if ((headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin')
        throw new MailError('no-permission', 'Pictures can be fetched only by the webmail');
      const { url } = query;
      if (typeof url !== 'string') throw new MailError('invalid', 'url is missing');
      using _place = turnstile.enter(login.accountId, 0);
      await turns.run(login.accountId, async () => {
        if (reply.raw.destroyed) return;
        show(reply, await fetchPicture(services.outgoing, services.settings.pictureHosts, url));
        // Keeps the turn until the picture is sent, since it is in memory until then.
        await new Promise<void>((sent) => onceClosed(reply.raw, sent));
      });
      return reply;
    });
  };
}

function show(reply: FastifyReply, { type, content }: Picture): void {
  void reply
    .header('content-type', type)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', `private, max-age=${MAX_AGE}`)
    .send(content);
}
