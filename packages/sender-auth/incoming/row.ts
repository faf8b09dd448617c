import { formatAuthHeaderRow, type Status } from 'mailauth/lib/tools.js';
import type { Result } from './results.ts';

/** The most characters that a comment quotes from others. */
const MAX_COMMENT = 200;

const RESULTS: ReadonlySet<string> = new Set<Result>([
  ...(['none', 'pass', 'fail', 'softfail', 'neutral', 'policy', 'temperror', 'permerror'] as const),
]);

/** Returns one result in the form of Authentication-Results (RFC 8601 2.2), with texts of others in a comment of bounded length. */
export function said(method: string, status: Status): { result: Result; info: string } {
  const comment = typeof status.comment === 'string' ? status.comment.slice(0, MAX_COMMENT) : false;
  const result = RESULTS.has(status.result) ? (status.result as Result) : 'permerror';
  return { result, info: formatAuthHeaderRow(method, { ...status, result, comment }, { strict: true }) };
}
