import Type from 'typebox';

export const databaseConfig = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://.',
    description: 'PostgreSQL, 15 or newer: postgres://user:password@host:port/database.',
  }),
  DATABASE_POOL: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 1000,
    description: 'The most connections to PostgreSQL of one process.',
  }),
};

export const redisConfig = {
  REDIS_URL: Type.String({
    pattern: '^rediss?://.',
    description: 'Redis, 6.2 or newer: redis://:password@host:port/database.',
  }),
  REDIS_PREFIX: Type.String({
    default: 'postroom',
    pattern: '^([A-Za-z0-9_-]+|\\{[A-Za-z0-9_-]+\\})$',
    description:
      'The prefix of every key and channel, so that platforms can share a Redis. In cluster mode write it in braces, {postroom}, so that all keys are in one slot.',
  }),
};

/** Variables that must be set together. */
const S3 = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];

export const objectStoreConfig = {
  S3_ENDPOINT: Type.String({
    default: '',
    needs: S3,
    pattern: '^$|^https?://',
    description: 'The URL of an S3-compatible store for large bodies. Without it everything is in PostgreSQL.',
  }),
  S3_BUCKET: Type.String({ default: '', needs: S3, description: 'The bucket, which must exist.' }),
  S3_REGION: Type.String({
    default: '',
    needs: S3,
    description: 'The region of the bucket; stores without regions accept us-east-1.',
  }),
  S3_ACCESS_KEY_ID: Type.String({ default: '', needs: S3, description: 'The access key id for the store.' }),
  S3_SECRET_ACCESS_KEY: Type.String({ default: '', needs: S3, description: 'The secret of the access key.' }),
  S3_PREFIX: Type.String({
    default: 'postroom',
    pattern: '^[A-Za-z0-9_-]*$',
    description:
      'The prefix of every key. Two platforms, or a platform and a restored copy of it, must never share bucket and prefix.',
  }),
  S3_OVER_BYTES: Type.Integer({
    default: 64 * 1024,
    minimum: 0,
    maximum: 5 * 1024 * 1024,
    description: 'Bodies with more octets than this are kept in the store.',
  }),
  S3_UPLOADS: Type.Integer({
    default: 32,
    minimum: 0,
    description:
      'The number of bodies over 256 KiB that one process uploads at the same time, each with about 10 MiB of memory; more of them go to PostgreSQL.',
  }),
};
