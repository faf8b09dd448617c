import { Readable } from 'node:stream';
import { onceClosed } from '@postroom/http';
import { readId } from '@postroom/jmap';
import { listMailboxes, ownMailbox } from '@postroom/mailbox';
import { isMailError, MailError } from '@postroom/types';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { attachment } from '../jmap/blobs/disposition.ts';
import { Turnstile } from '../jmap/turnstile.ts';
import type { Services } from '../services.ts';
import { requireLogin } from '../sign-in/require-login.ts';
import { exportMail } from './export.ts';
import { importMail, type Progress } from './import.ts';

/** Imports and exports that one account may run at once. */
const AT_ONCE = 2;
/** The largest file that may be imported, in octets. */
const MAX_FILE = 10 * 1024 ** 3;
const CHUNKS = { objectMode: false, highWaterMark: 64 * 1024 };
/** How often the progress of an import is sent, in milliseconds. */
const TOLD_EVERY = 500;

/** Mail as mbox files (RFC 4155): a mailbox can be downloaded, and files of other programs can be uploaded. */
export function archiveRoutes(services: Services) {
  const { store } = services;
  const turnstile = new Turnstile(AT_ONCE, Number.POSITIVE_INFINITY);

  const findMailbox = async (accountId: number, id: string): Promise<{ id: number; name: string }> => {
    const mailboxId = readId('M', id);
    const found = (await listMailboxes(store.pool, accountId)).find((mailbox) => mailbox.mailboxId === mailboxId);
    if (!found) throw new MailError('mailbox-not-found', 'There is no such mailbox');
    return { id: found.mailboxId, name: found.name };
  };

  const takePlace = (accountId: number, reply: FastifyReply): void => {
    const place = turnstile.enter(accountId, 0);
    onceClosed(reply.raw, () => place[Symbol.dispose]());
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    app.addHook('onRequest', requireLogin(services));

    app.get<{ Params: { id: string } }>('/account/mailboxes/:id/export', async ({ login, params }, reply) => {
      const { id, name } = await findMailbox(login.accountId, params.id);
      takePlace(login.accountId, reply);
      return reply
        .header('content-type', 'application/mbox')
        .header('content-disposition', attachment(`${name}.mbox`))
        .header('cache-control', 'no-store')
        .send(Readable.from(exportMail(services, login.accountId, { is: 'in', mailboxId: id }), CHUNKS));
    });

    app.get('/account/export', async ({ login }, reply) => {
      takePlace(login.accountId, reply);
      return reply
        .header('content-type', 'application/mbox')
        .header('content-disposition', attachment(`${login.address}.mbox`))
        .header('cache-control', 'no-store')
        .send(Readable.from(exportMail(services, login.accountId, { all: [] }), CHUNKS));
    });

    app.post<{ Params: { id: string } }>(
      '/account/mailboxes/:id/import',
      { bodyLimit: MAX_FILE, config: { slowBody: true } },
      async ({ body, raw, login, params }, reply) => {
        const { id } = await findMailbox(login.accountId, params.id);
        takePlace(login.accountId, reply);
        const file = (body ?? raw) as AsyncIterable<Buffer>;
        reply.header('content-type', 'application/x-ndjson').header('cache-control', 'no-store');
        return reply.send(Readable.from(written(importMail(services, ownMailbox(login.accountId, id), file))));
      },
    );
  };
}

/** Yields a line of JSON from time to time; the last line tells the result. */
async function* written(steps: AsyncIterable<Progress>): AsyncGenerator<string> {
  let last: Progress = { imported: 0, tooLarge: 0, notMail: 0 };
  let toldAt = performance.now();
  try {
    for await (last of steps) {
      if (performance.now() - toldAt < TOLD_EVERY) continue;
      toldAt = performance.now();
      yield `${JSON.stringify(last)}\n`;
    }
    yield `${JSON.stringify({ ...last, done: true })}\n`;
  } catch (error) {
    const why = isMailError(error)
      ? { type: error.code, detail: error.message }
      : { type: 'unavailable', detail: 'The upload was interrupted' };
    yield `${JSON.stringify({ ...last, error: why })}\n`;
  }
}
