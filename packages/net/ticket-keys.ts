import { createHash, hkdfSync } from 'node:crypto';
import type { TlsPair } from './tls-pair.ts';

export interface TicketSecret {
  /** What all replicas have. */
  readonly secret: string;
  /** Which service: a session of one is none of another. */
  readonly service: string;
  /** Default the clock. */
  readonly nowMs?: () => number;
}

/** As Node takes them. */
const KEY_BYTES = 48;
const DAY_MS = 86_400_000;

/** The day, by UTC, whose keys are in use. */
export function ticketDay({ nowMs = Date.now }: TicketSecret): number {
  return Math.floor(nowMs() / DAY_MS);
}

/**
 * What session tickets (RFC 5077, RFC 8446 4.6.1) are sealed with: the same on all replicas that show the same certificates and ask for the
 * same certificates of clients, for a day. No session outlives one of them.
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
