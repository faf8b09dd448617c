import { MailError } from '@postroom/types';

/**
 * SQLSTATE classes 08 (connection), 53 (resources, a full disk), 57P (shutdown, starting up) say that the server cannot serve now; 25006
 * (read_only_sql_transaction), that it is a standby, or was made read-only.
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
/** What node-postgres throws without a code. */
const WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered a connection error|was closed))/;

/** True for errors that mean "the database is away" rather than "the statement was wrong": trying again may help. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? AWAY.test(code) || NETWORK.has(code) : WORDS.test(error.message);
}

/** The same in the platform's words; undefined for any other error. */
export function asUnavailable(error: unknown): MailError | undefined {
  return isDatabaseAway(error) ? new MailError('unavailable', 'The mail store is away; try again soon') : undefined;
}
