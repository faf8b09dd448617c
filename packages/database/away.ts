import { MailError } from '@postroom/types';

/**
 * SQLSTATE codes that say the server cannot serve now: class 08 (connection), class 53 (resources, a full disk), 57P0x (shutdown,
 * starting up), and 25006 (read_only_sql_transaction), by which a standby or a read-only server refuses writes.
 */
const AWAY = /^(?:08|53|57P0|25006)/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** Messages of node-postgres errors that have no code. */
const WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered a connection error|was closed))/;

/** Returns true for errors that mean "the database is away" rather than "the statement was wrong": then a retry may help. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? AWAY.test(code) || NETWORK.has(code) : WORDS.test(error.message);
}

/** Returns such an error as the platform's MailError `unavailable`; undefined for any other error. */
export function asUnavailable(error: unknown): MailError | undefined {
  return isDatabaseAway(error)
    ? new MailError('unavailable', 'The mail store is unavailable, try again later')
    : undefined;
}
