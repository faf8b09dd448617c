import type { Outgoing } from '@postroom/outgoing';
import { MailError } from '@postroom/types';

/** The most octets of an answer; documents and keys of issuers have a few thousand. */
const MAX_BYTES = 256 * 1024;

/** A form to post, with the client's credentials (RFC 6749 2.3.1). */
export interface Posted {
  readonly form: URLSearchParams;
  readonly authorization: string;
}

/** Asks the issuer for a JSON object; null for a 404. Throws unavailable for any other failure. */
export type Endpoint = (url: string, posted?: Posted) => Promise<Record<string, unknown> | null>;

export function createEndpoint(outgoing: Outgoing, timeoutMs: number): Endpoint {
  return async (url, posted) => {
    const { status, body } = await ask(outgoing, url, timeoutMs, posted);
    if (status === 404 && !posted) return null;
    if (status !== 200) throw new MailError('unavailable', `The issuer answers with status ${status}: ${url}`);
    const value = parse(body);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    throw new MailError('unavailable', `The issuer does not answer with a JSON object: ${url}`);
  };
}

async function ask(outgoing: Outgoing, url: string, timeoutMs: number, posted?: Posted) {
  const headers = {
    accept: 'application/json',
    ...(posted && { authorization: posted.authorization, 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const body = posted && Buffer.from(posted.form.toString());
  try {
    return await outgoing.ask(url, {
      method: posted ? 'POST' : 'GET',
      headers,
      timeoutMs,
      maxBytes: MAX_BYTES,
      ...(body && { body }),
    });
  } catch (cause) {
    // If the issuer names an internal address, the operator must repair that, not the client.
    throw new MailError('unavailable', `The issuer cannot be reached at ${url}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
