import type { ReaderLimits } from '@postroom/imap';
import type { SharedSeen } from '@postroom/mailbox';

/** The settings of one IMAP server; times in milliseconds, sizes in octets. */
export interface ImapSettings {
  /** How long a client may take from the greeting to its login, even if it keeps sending commands. */
  readonly loginTimeout: number;
  /** How long a logged-in client may be silent; RFC 3501 5.4 asks for at least 30 minutes. */
  readonly idleTimeout: number;
  /** How often an IDLE session looks for changes, in case a notice was lost. */
  readonly idleRecheck: number;
  /** The number of bad commands in a row, or of failed logins, after which the connection is closed. */
  readonly maxBadCommands: number;
  /** The most sessions of one account in this process. */
  readonly maxSessionsPerAccount: number;
  /** The octets of messages that one search may read when the text kept for search is not enough. */
  readonly maxSearchBytes: number;
  /** To whom a user may give rights: accounts of the same domain, or all. */
  readonly shareWith: 'domain' | 'everybody';
  /** Whose \Seen a shared mailbox has. */
  readonly sharedSeen: SharedSeen;
  /** The largest message that APPEND accepts. */
  readonly maxMessageSize: number;
  /**
   * Limits of commands before the login. The largest one is ID, with 30 names and values of 1,024 octets (RFC 2971 3.3), all of which may
   * be escaped; a line of an AUTHENTICATE exchange may have 12 KiB.
   */
  readonly loginLimits: ReaderLimits;
  /** Limits of commands after the login: UID sets and searches of real clients have tens of kilobytes. */
  readonly limits: ReaderLimits;
}

const MINUTE = 60_000;
const KIB = 1024;

export const DEFAULT_SETTINGS: ImapSettings = {
  loginTimeout: 2 * MINUTE,
  idleTimeout: 30 * MINUTE,
  idleRecheck: MINUTE,
  maxBadCommands: 20,
  maxSessionsPerAccount: 200,
  maxSearchBytes: 512 * KIB * KIB,
  maxMessageSize: 50 * KIB * KIB,
  shareWith: 'domain',
  sharedSeen: 'each',
  loginLimits: { maxLine: 64 * KIB, maxLiteral: 8 * KIB, maxCommand: 72 * KIB, maxDiscard: 256 * KIB },
  limits: { maxLine: 64 * KIB, maxLiteral: 64 * KIB, maxCommand: 256 * KIB, maxDiscard: 100 * KIB * KIB },
};
