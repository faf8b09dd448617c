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
  /** Counts wrong ones. */
  readonly failures: FailureCounter;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Lets only those in who bring the token (RFC 6750 2.1). Wrong ones are counted per network, answered ever more slowly
 * and at last not even that; the right one always passes, so that nobody can lock the operator out.
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

/** Of one length whatever was sent, which the comparison in constant time needs. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
