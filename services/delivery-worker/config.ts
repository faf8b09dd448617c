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
      'Whether forwarded mail from other servers gets a reverse-path of ours, if there is an SRS_SECRET. Reports to reverse-paths that were given out earlier are accepted in any case.',
  }),
  MAIL_HOSTNAME: Type.String({
    default: 'localhost',
    description: 'The name of this platform in EHLO and in reports.',
  }),
  FILE_CONCURRENCY: Type.Integer({
    default: 32,
    minimum: 1,
    description: 'How many file jobs a worker takes at the same time; their mail is filed together.',
  }),
  RELAY_CONCURRENCY: Type.Integer({
    default: 50,
    minimum: 1,
    description: 'How many destinations a worker connects to at the same time.',
  }),
  SPAM_MAILBOX: Type.Union([Type.Literal('junk'), Type.Literal('inbox')], {
    default: 'junk',
    description: 'Where mail that is marked as spam is filed. POP3 programs see only the inbox.',
  }),
  ...filterConfig,
  FILTER_SCORE: Type.Number({
    default: 0.99,
    minimum: 0.6,
    maximum: 1,
    description: 'The score of the statistical filter, 0 to 1, from which on mail is filed as junk.',
  }),
  SUCCESS_REPORTS: Type.Union([Type.Literal('users'), Type.Literal('everybody')], {
    default: 'users',
    description:
      'Who gets the reports of success that they ask for (NOTIFY=SUCCESS, RFC 3461): our own users after a login, or also strangers, whose address may be forged.',
  }),
  RETRY_MINUTES: Type.String({
    default: '1,5,10,20,40,60,120,180,240',
    pattern: '^[0-9.]+(,[0-9.]+)*$',
    description: 'Minutes from one attempt to the next; the last value repeats.',
  }),
  DELAY_NOTICE_HOURS: Type.Number({
    default: 4,
    minimum: 0,
    description: 'The number of hours after which the sender is told that mail is late.',
  }),
  EXPIRE_HOURS: Type.Number({
    default: 120,
    minimum: 0,
    description:
      'The number of hours after which mail is given up and returned (RFC 5321 4.5.4.1 asks for 4 to 5 days at least). Time in which mail was due but nobody here tried to deliver it does not count.',
  }),
};
