import { createHash, hkdfSync } from 'node:crypto';
import type { TlsPair } from './tls-pair.ts';

export interface TicketSecret {
  /** The secret that all replicas share. */
  readonly secret: string;
  /** The name of the service; a session of one service is invalid in another. */
  readonly service: string;
  /** The clock; Date.now by default. */
  readonly nowMs?: () => number;
}

/** The size of the keys that Node takes. */
const KEY_BYTES = 48;
const DAY_MS = 86_400_000;

/** Returns the day, in UTC, whose keys are in use. */
export function ticketDay({ nowMs = Date.now }: TicketSecret): number {
  return Math.floor(nowMs() / DAY_MS);
}

/**
 * Returns the keys for session tickets (RFC 5077, RFC 8446 4.6.1). They are the same for a day on all replicas that show the same certificates
 * and ask clients for the same certificates. No session outlives one of these.
 */
export function ticketKeys(
  tickets: TicketSecret,
  pairs: readonly Pick<TlsPair, 'leaf'>[],
  clientCa: Buffer | undefined,
): Buffer {
  const shown = pairs.map(({ leaf }) => leaf.fingerprint256).toSorted();
  const asked = clientCa ? createHash('sha256').update(clientCa).digest('hex') : 'none';
  const info = ['postroom tls tickets', tickets.service, ticketDay(tickets), asked, ...new Set(shown)].join('\n');
  const salt = createHash('sha256').update(info).digest();
  return Buffer.from(hkdfSync('sha256', tickets.secret, salt, 'postroom tls tickets', KEY_BYTES));
}
