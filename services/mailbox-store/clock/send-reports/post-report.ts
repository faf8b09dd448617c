import type { Outgoing } from '@postroom/outgoing';
import { isMailError } from '@postroom/types';

/** The limit for one POST; three of them take less than the lease of a report. */
const TIMEOUT_MS = 15_000;
/** Nothing of the response body is read; only the status matters. */
const MAX_BYTES = 0;

/** `refused`: it can never be sent there. `away`: another try may succeed. */
export type Posted = 'taken' | 'refused' | 'away';

/** Posts a report to a URL of a domain's record (RFC 8460 5.4). A URL in a private network is refused. */
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
