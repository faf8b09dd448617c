import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailureCounter } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import type { Logger } from '@postroom/service';
import { MailError } from '@postroom/types';
import type { FastifyRequest } from 'fastify';

const SLOW_AFTER = 3;
const REFUSE_AFTER = 100;
const MAX_DELAY_MS = 5_000;

export interface TokenOptions {
  readonly token: string;
  /** Counts wrong tokens. */
  readonly failures: FailureCounter;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Lets only requests with the token through (RFC 6750 2.1). Wrong tokens are counted by network; they are answered more and more slowly and
 * then refused at once. The right one always passes, so that nobody can lock the operator out.
 */
export function requireToken({ token, failures, log }: TokenOptions) {
  const expected = digest(token);
  return async (request: FastifyRequest): Promise<void> => {
    const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) {
      throw new MailError('authentication-failed', 'Send the admin token as "Authorization: Bearer <token>"');
    }
    if (timingSafeEqual(digest(given), expected)) return;
    const keys = [`admin:${addressBlock(request.ip)}`];
    const count = await failures.count(keys);
    if (count >= REFUSE_AFTER) throw new MailError('too-many-failures', 'Too many wrong tokens, try again later');
    await failures.add(keys);
    log.warn({ address: request.ip }, 'wrong admin token');
    if (count >= SLOW_AFTER) await sleep(Math.min(250 * 2 ** (count - SLOW_AFTER), MAX_DELAY_MS));
    throw new MailError('authentication-failed', 'Wrong admin token');
  };
}

/** Returns a digest, which always has the same length, as the comparison in constant time needs. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
