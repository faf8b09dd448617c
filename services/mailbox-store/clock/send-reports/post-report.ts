import type { Outgoing } from '@postroom/outgoing';
import { isMailError } from '@postroom/types';

/** For all of one POST: three of them are well within the lease of a report. */
const TIMEOUT_MS = 15_000;
/** Of an answer only the status counts. */
const MAX_BYTES = 0;

/** `refused`: it never goes there. `away`: it may, later. */
export type Posted = 'taken' | 'refused' | 'away';

/** Brings a report to a URL that a domain names (RFC 8460 5.4); one that leads inside is refused. */
export async function postReport(outgoing: Outgoing, url: string, report: Buffer): Promise<Posted> {
  const headers = { 'content-type': 'application/tlsrpt+gzip' };
  try {
    const request = { method: 'POST', headers, body: report, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES } as const;
    const { status } = await outgoing.ask(url, request);
    return status >= 200 && status < 300 ? 'taken' : 'away';
  } catch (error) {
    if (isMailError(error, 'invalid')) return 'refused';
    if (isMailError(error, 'unavailable')) return 'away';
    throw error;
  }
}
