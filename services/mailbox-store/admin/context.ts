import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Pool } from '@postroom/database';
import type { FailureCounter } from '@postroom/directory';
import type { Announcer, LoginAnnouncer } from '@postroom/queue';
import type { Logger } from '@postroom/service';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { SweepOptions } from '../sweep.ts';

/** What the admin API stands on. */
export interface AdminContext {
  readonly token: string;
  readonly pool: Pool;
  readonly announcer: Announcer;
  /** Told when sessions of an account have to end. */
  readonly logins: LoginAnnouncer;
  /** Counts wrong tokens. */
  readonly failures: FailureCounter;
  /** Tells the workers what is due. */
  readonly sweep: (options: SweepOptions) => Promise<unknown>;
  readonly log: Logger;
}

/** A Fastify scope whose handlers know their types from the schemas. */
export type AdminApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
