import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { dump, load, recordBackup } from '@postroom/backup';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Nothing } from './schemas.ts';

const TYPE = 'application/vnd.postroom.backup';

const Restored = Type.Object({
  at: Type.String({ description: 'The time of the data in the backup.' }),
  rows: Type.Record(Type.String(), Type.Integer(), { description: 'Number of rows by table.' }),
});
const tags = ['backup'];

/** Exports and imports the whole platform, as a stream that neither side holds in memory. */
export function backupRoutes(app: HttpApp, { pool, objects, log }: AdminContext): void {
  app.get(
    '/backup',
    { schema: { tags, summary: 'Streams a backup of all data as of this moment', produces: [TYPE] } },
    async (_request, reply) => {
      log.info('backup begins');
      const onEnd = (err?: unknown): void => (err ? log.error({ err }, 'backup failed') : log.info('backup ended'));
      return reply.type(TYPE).send(Readable.from(dump({ pool, objects }, { onEnd }), { objectMode: false }));
    },
  );

  app.put(
    '/backup/last',
    {
      schema: {
        tags,
        summary: 'Records that a backup was completed, for the alert on its age',
        body: Type.Object(
          {
            takenAt: Type.String({ format: 'date-time' }),
            how: Type.String({ minLength: 1, maxLength: 100, pattern: '^[ -~]+$' }),
          },
          { additionalProperties: false },
        ),
        response: { 204: Nothing },
      },
    },
    async ({ body }, reply) => {
      await recordBackup(pool, { takenAt: new Date(body.takenAt), how: body.how });
      return reply.code(204).send(null);
    },
  );

  app.addContentTypeParser(TYPE, (_request, payload, done) => done(null, payload));
  app.post(
    '/restore',
    {
      schema: {
        tags,
        summary: 'Restores a backup into an empty platform, completely or not at all',
        consumes: [TYPE],
        response: { 200: Restored },
      },
      config: { slowBody: true },
    },
    async ({ body }, reply) => {
      reply.header('connection', 'close');
      if (!(body instanceof Readable)) throw new MailError('invalid', `The body has to be a backup, ${TYPE}`);
      try {
        return await load(pool, body.iterator({ destroyOnReturn: false }));
      } finally {
        await discard(body);
      }
    },
  );
}

/** How long a client that will be refused may go on sending. */
const DISCARD_MS = 30_000;

/**
 * Reads the rest of an upload and drops it. If the connection were closed at once, the client would get a broken pipe before it could read
 * why it was refused.
 */
async function discard(body: Readable): Promise<void> {
  body.resume();
  await finished(body, { writable: false, signal: AbortSignal.timeout(DISCARD_MS) }).catch(() => {});
}
