import { dnsConfig } from '@postroom/dns';
import { issuerConfig } from '@postroom/issuer';
import { DEFAULT_MAX_MESSAGES } from '@postroom/mailbox';
import {
  databaseConfig,
  listenConfig,
  loginConfig,
  objectStoreConfig,
  portConfig,
  redisConfig,
  sharingConfig,
} from '@postroom/service';
import Type, { type Static, type TObject } from 'typebox';
import { DEFAULT_SETTINGS, type ImapSettings } from './settings.ts';

const MIB = 1024 * 1024;

const seconds = (milliseconds: number, description: string) =>
  Type.Integer({ default: milliseconds / 1000, minimum: 1, description });

/** The environment variables that imap-access reads, apart from those of every service. */
export const imapConfig = {
  ...databaseConfig,
  ...objectStoreConfig,
  ...redisConfig,
  ...loginConfig,
  ...issuerConfig,
  ...dnsConfig,
  ...listenConfig,
  ...sharingConfig,
  IMAP_PORT: portConfig(2143, 'Port of IMAP with STARTTLS; 0 turns it off.'),
  IMAPS_PORT: portConfig(2993, 'Port of IMAP with TLS from the start; 0 turns it off.', {
    needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
  }),
  IMAP_LOGIN_TIMEOUT_SECONDS: seconds(
    DEFAULT_SETTINGS.loginTimeout,
    'How long a client may take from the greeting to the login.',
  ),
  IMAP_IDLE_TIMEOUT_SECONDS: seconds(
    DEFAULT_SETTINGS.idleTimeout,
    'Silence after which a logged-in client is disconnected; RFC 3501 asks for at least 1800.',
  ),
  IMAP_IDLE_RECHECK_SECONDS: seconds(
    DEFAULT_SETTINGS.idleRecheck,
    'How often an IDLE session checks for changes itself, in case a notification from Redis was lost.',
  ),
  IMAP_MAX_LINE: Type.Integer({
    default: DEFAULT_SETTINGS.limits.maxLine,
    minimum: 1024,
    description: 'The most octets of a command line after the login.',
  }),
  IMAP_MAX_LITERAL: Type.Integer({
    default: DEFAULT_SETTINGS.limits.maxLiteral,
    minimum: 1024,
    description: 'The most octets of a literal that is not a message.',
  }),
  IMAP_MAX_BAD_COMMANDS: Type.Integer({
    default: DEFAULT_SETTINGS.maxBadCommands,
    minimum: 1,
    description: 'The number of bad commands in a row, or of failed logins, after which a connection is closed.',
  }),
  IMAP_MAX_MESSAGES_PER_ACCOUNT: Type.Integer({
    default: DEFAULT_MAX_MESSAGES,
    minimum: 1,
    description: 'The number of messages of an account, including copies, from which on COPY is refused.',
  }),
  IMAP_MAX_SESSIONS_PER_ACCOUNT: Type.Integer({
    default: DEFAULT_SETTINGS.maxSessionsPerAccount,
    minimum: 1,
    description: 'The most sessions of one account in one process.',
  }),
  IMAP_SEARCH_MB: Type.Integer({
    default: DEFAULT_SETTINGS.maxSearchBytes / MIB,
    minimum: 1,
    description:
      'MiB of messages that one search may read from end to end, because their text is too long to be kept for search; a search that needs more is refused.',
  }),
  IMAP_CACHE_MB: Type.Integer({
    default: 32,
    minimum: 0,
    description: 'Memory for recently read envelopes and body structures, MiB.',
  }),
  MAX_MESSAGE_BYTES: Type.Integer({
    default: DEFAULT_SETTINGS.maxMessageSize,
    minimum: 1024,
    description: 'The most octets of a message.',
  }),
};

export type ImapConfig = Static<TObject<typeof imapConfig>>;

/** Returns the settings for a configuration. */
export function settingsFrom(config: ImapConfig): ImapSettings {
  const { limits } = DEFAULT_SETTINGS;
  return {
    ...DEFAULT_SETTINGS,
    loginTimeout: config.IMAP_LOGIN_TIMEOUT_SECONDS * 1000,
    idleTimeout: config.IMAP_IDLE_TIMEOUT_SECONDS * 1000,
    idleRecheck: config.IMAP_IDLE_RECHECK_SECONDS * 1000,
    maxBadCommands: config.IMAP_MAX_BAD_COMMANDS,
    maxSessionsPerAccount: config.IMAP_MAX_SESSIONS_PER_ACCOUNT,
    maxSearchBytes: config.IMAP_SEARCH_MB * MIB,
    maxMessageSize: config.MAX_MESSAGE_BYTES,
    shareWith: config.SHARE_WITH,
    sharedSeen: config.SHARED_SEEN,
    limits: {
      maxLine: config.IMAP_MAX_LINE,
      maxLiteral: config.IMAP_MAX_LITERAL,
      maxCommand: Math.max(limits.maxCommand, 2 * (config.IMAP_MAX_LINE + config.IMAP_MAX_LITERAL)),
      maxDiscard: 2 * config.MAX_MESSAGE_BYTES,
    },
  };
}
