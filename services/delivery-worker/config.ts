import { dkimConfig } from '@postroom/sender-auth/dkim';
import { srsConfig } from '@postroom/sender-auth/srs';
import { databaseConfig, filterConfig, objectStoreConfig, redisConfig, reportsConfig } from '@postroom/service';
import Type from 'typebox';
import { remoteConfig } from './remote/config.ts';

export const config = {
  ...databaseConfig,
  ...objectStoreConfig,
  ...redisConfig,
  ...remoteConfig,
  ...dkimConfig,
  ...srsConfig,
  ...reportsConfig,
  SRS: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description:
      'Whether mail from other servers that is passed on gets a reverse-path of ours, where there is an SRS_SECRET. Reports to those that were given out find back all the same.',
  }),
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
  SPAM_MAILBOX: Type.Union([Type.Literal('junk'), Type.Literal('inbox')], {
    default: 'junk',
    description: 'Where mail that is marked as spam is filed. POP3 programs see the inbox alone.',
  }),
  ...filterConfig,
  FILTER_SCORE: Type.Number({
    default: 0.99,
    minimum: 0.6,
    maximum: 1,
    description: 'From which score of the statistical filter on, 0 to 1, mail is filed as junk.',
  }),
  SUCCESS_REPORTS: Type.Union([Type.Literal('users'), Type.Literal('everybody')], {
    default: 'users',
    description:
      'Who is told of success when they ask (NOTIFY=SUCCESS, RFC 3461): our own users after a login, or strangers too, whose address may be forged.',
  }),
  RETRY_MINUTES: Type.String({
    default: '1,5,10,20,40,60,120,180,240',
    pattern: '^[0-9.]+(,[0-9.]+)*$',
    description: 'Minutes from one attempt to the next; the last one repeats.',
  }),
  DELAY_NOTICE_HOURS: Type.Number({
    default: 4,
    minimum: 0,
    description: 'When the sender is told that mail is late.',
  }),
  EXPIRE_HOURS: Type.Number({
    default: 120,
    minimum: 0,
    description:
      'When mail is given up and returned (RFC 5321 4.5.4.1 wants 4 to 5 days at least). The time in which it was due and nobody here tried is added.',
  }),
};
