import type { SecureContext } from 'node:tls';
import { type TicketSecret, ticketDay, ticketKeys } from './ticket-keys.ts';
import { contextOf, type TlsPair } from './tls-pair.ts';

/** The most contexts of named certificates that are kept; others are made on demand, within a millisecond or two. */
const MAX_CONTEXTS = 1000;

export interface ShelfOptions {
  readonly clientCa?: Buffer | undefined;
  /** The server's own name: its preferred certificate, if there is one, serves all unknown names; else the first pair does. */
  readonly hostname?: string | undefined;
  /** Lets replicas resume each other's sessions; without it each process has keys of its own. */
  readonly tickets?: TicketSecret | undefined;
}

/**
 * The certificates at one moment. Sessions are resumed with the ticket keys of the first context. These change with each shelf, or at
 * least with the certificates, so no session outlives the certificate that it began with.
 */
export class TlsShelf {
  readonly clientCa: Buffer | undefined;
  readonly pairs: readonly TlsPair[];
  /** The channel bindings of these certificates (RFC 5929 4.1). */
  readonly endPoints: readonly Buffer[];
  /** The day of the ticket keys that replicas share. */
  readonly ticketDay: number | undefined;
  readonly #first: TlsPair;
  readonly #byName = new Map<string, TlsPair>();
  /** The context of the first pair. */
  readonly #ticketing: SecureContext;
  /** Contexts of other pairs; the most recently used is last. */
  readonly #contexts = new Map<TlsPair, SecureContext>();

  /** @param pairs of several with one name the most recently issued counts */
  constructor(pairs: readonly TlsPair[], { clientCa, hostname, tickets }: ShelfOptions) {
    const first = pairs.find((pair) => pair.isPreferred && pair.names.includes(hostname ?? '')) ?? pairs[0];
    if (!first) throw new Error('there is no certificate');
    this.clientCa = clientCa;
    this.pairs = pairs;
    this.endPoints = pairs.flatMap((pair) => pair.endPoint ?? []);
    this.#first = first;
    this.#ticketing = contextOf(first, clientCa, tickets && ticketKeys(tickets, pairs, clientCa));
    this.ticketDay = tickets && ticketDay(tickets);
    for (const pair of this.pairs) for (const name of pair.names) this.#put(name, pair);
  }

  /** Returns the pair for a server name (RFC 6066 3): its own, the wildcard one, or the first. */
  pairFor(servername = ''): TlsPair {
    const name = servername.toLowerCase().replace(/\.$/, '');
    return this.#byName.get(name) ?? this.#byName.get(name.replace(/^[^.]*/, '*')) ?? this.#first;
  }

  /** Returns the context of that pair. */
  contextFor(servername?: string): SecureContext {
    const pair = this.pairFor(servername);
    if (pair === this.#first) return this.#ticketing;
    const context = this.#contexts.get(pair) ?? contextOf(pair, this.clientCa);
    this.#contexts.delete(pair);
    this.#contexts.set(pair, context);
    if (this.#contexts.size > MAX_CONTEXTS) this.#forgetOldest();
    return context;
  }

  #put(name: string, pair: TlsPair): void {
    const other = this.#byName.get(name);
    if (!other || isBetter(pair, other)) this.#byName.set(name, pair);
  }

  #forgetOldest(): void {
    for (const pair of this.#contexts.keys()) {
      this.#contexts.delete(pair);
      return;
    }
  }
}

function isBetter(pair: TlsPair, other: TlsPair): boolean {
  if (pair.isPreferred !== other.isPreferred) return pair.isPreferred === true;
  return pair.leaf.validFromDate > other.leaf.validFromDate;
}
