import { listJobs, pauseJob, resumeJob, wantPartitions } from '@postroom/database';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Nothing, Time } from './schemas.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const Job = Type.Object({
  name: Type.String(),
  state: Type.Enum(['waiting', 'running', 'paused', 'done']),
  done: Type.Integer({ description: 'Items that were processed.' }),
  skipped: Type.Integer({ description: 'Items among them that had to be skipped.' }),
  total: orNull(Type.Integer({ description: 'The approximate number of all items; null: unknown.' })),
  startedAt: orNull(Time),
  finishedAt: orNull(Time),
  failures: Type.Integer({ description: 'Failed batches in a row.' }),
  lastError: orNull(Type.String()),
});
const params = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[a-z0-9-]+$' }) });
const tags = ['maintenance'];

/** Routes for the work that an upgrade leaves for later: its progress, and whether it goes on. */
export function maintenanceRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/maintenance',
    {
      schema: {
        tags,
        summary: 'Lists background jobs of upgrades, unfinished ones first',
        response: { 200: Type.Object({ jobs: Type.Array(Job) }) },
      },
    },
    async () => ({ jobs: await listJobs(pool) }),
  );

  app.post(
    '/maintenance/partition',
    {
      schema: {
        tags,
        summary: 'Moves the tables that grow with mail into this many hash partitions, in the background',
        body: Type.Object({ into: Type.Integer({ minimum: 2, maximum: 1024 }) }, { additionalProperties: false }),
        response: { 204: Nothing },
      },
    },
    async ({ body: { into } }, reply) => {
      await wantPartitions(pool, into);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/maintenance/:name/pause',
    { schema: { tags, summary: 'Pauses a job after its current batch', params, response: { 204: Nothing } } },
    async ({ params: { name } }, reply) => {
      if (!(await pauseJob(pool, name))) throw new MailError('not-found', `No maintenance job ${name} is in progress`);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/maintenance/:name/resume',
    {
      schema: {
        tags,
        summary: 'Resumes a paused job, and retries a failed one at once',
        params,
        response: { 204: Nothing },
      },
    },
    async ({ params: { name } }, reply) => {
      if (!(await resumeJob(pool, name))) throw new MailError('not-found', `No maintenance job ${name} is in progress`);
      return reply.code(204).send(null);
    },
  );
}
