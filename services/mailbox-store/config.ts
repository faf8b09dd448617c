import { databaseConfig, redisConfig } from '@postroom/service';
import Type from 'typebox';

export const config = {
  ...databaseConfig,
  ...redisConfig,
  SWEEP_SECONDS: Type.Number({
    default: 1,
    minimum: 0.1,
    description: 'How often due deliveries are looked for in PostgreSQL and handed to the workers.',
  }),
  HOUSEKEEPING_SECONDS: Type.Number({ default: 60, minimum: 1, description: 'How often housekeeping runs.' }),
  BLOB_GRACE_HOURS: Type.Number({
    default: 1,
    minimum: 0,
    description: 'How long a message that nobody keeps any more stays on disk.',
  }),
  TOMBSTONE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    description: 'How long expunged uids are remembered for clients that resynchronise (RFC 7162).',
  }),
  TRACE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    description: 'How long the way of a finished mail can be traced.',
  }),
};
