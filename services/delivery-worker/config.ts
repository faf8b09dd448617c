import { databaseConfig, redisConfig } from '@postroom/service';
import Type from 'typebox';
import { remoteConfig } from './remote/config.ts';

export const config = {
  ...databaseConfig,
  ...redisConfig,
  ...remoteConfig,
  MAIL_HOSTNAME: Type.String({
    default: 'localhost',
    description: 'The name this platform gives itself in EHLO and in reports.',
  }),
  FILE_CONCURRENCY: Type.Integer({
    default: 32,
    minimum: 1,
    description: 'File jobs taken at once; what they hold is filed together.',
  }),
  RELAY_CONCURRENCY: Type.Integer({
    default: 50,
    minimum: 1,
    description: 'Destinations a worker speaks to at once.',
  }),
};
