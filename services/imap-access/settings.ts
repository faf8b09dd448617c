import type { ReaderLimits } from '@postroom/imap';
import type { SharedSeen } from '@postroom/mailbox';

/** What one IMAP server can be told; times in milliseconds, sizes in bytes. */
export interface ImapSettings {
  /** Silence allowed to a client that has not logged in, from the greeting on, however often it speaks. */
  readonly loginTimeout: number;
  /** Silence allowed to a logged-in client; RFC 3501 5.4 asks for 30 minutes at least. */
  readonly idleTimeout: number;
  /** How often an IDLE session looks for itself, in case a change notice was lost. */
  readonly idleRecheck: number;
  /** Faulty commands in a row, or failed logins, after which the connection is closed. */
  readonly maxBadCommands: number;
  /** Sessions of one account in this process. */
  readonly maxSessionsPerAccount: number;
  /** Octets of messages that one search looks through where not all of their text is kept. */
  readonly maxSearchBytes: number;
  /** To whom rights may be given: accounts of one's own domain, or all. */
  readonly shareWith: 'domain' | 'everybody';
  /** Whose \Seen is in mailboxes that are shared. */
  readonly sharedSeen: SharedSeen;
  /** Largest message APPEND takes. */
  readonly maxMessageSize: number;
  /**
   * Commands before the login. The largest is ID, with 30 names and values of 1,024 octets (RFC 2971 3.3), each of which may be
   * escaped; a line of an AUTHENTICATE exchange may have 12 KiB.
   */
  readonly loginLimits: ReaderLimits;
  /** Commands after it: UID sets and searches of real clients reach tens of kilobytes. */
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
