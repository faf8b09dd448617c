import type { SecureContext } from 'node:tls';
import { type TicketSecret, ticketDay, ticketKeys } from './ticket-keys.ts';
import { contextOf, type TlsPair } from './tls-pair.ts';

/** Contexts of named certificates that are kept ready; others are made when they are asked for, within a millisecond or two. */
const MAX_CONTEXTS = 1000;

export interface ShelfOptions {
  readonly clientCa?: Buffer | undefined;
  /** Whose certificate is for all other names, where one is preferred; else the first is. */
  readonly hostname?: string | undefined;
  /** Replicas resume sessions of each other; without it each process has keys of its own. */
  readonly tickets?: TicketSecret | undefined;
}

/**
 * The certificates at one moment. Sessions are resumed with the ticket keys of the first context, which are new with each shelf, or at
 * least with other certificates: none outlives the certificate that it began with.
 */
export class TlsShelf {
  readonly clientCa: Buffer | undefined;
  readonly pairs: readonly TlsPair[];
  /** What binds channels to one of these certificates (RFC 5929 4.1). */
  readonly endPoints: readonly Buffer[];
  /** Of the keys that replicas share. */
  readonly ticketDay: number | undefined;
  readonly #first: TlsPair;
  readonly #byName = new Map<string, TlsPair>();
  /** Of the first pair. */
  readonly #ticketing: SecureContext;
  /** Of others; the one that was used last is last. */
  readonly #contexts = new Map<TlsPair, SecureContext>();

  /** @param pairs of those with one name the one that was issued last is taken */
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

  /** For a server of this name (RFC 6066 3): its own, that of all names beside it, or the first. */
  pairFor(servername = ''): TlsPair {
    const name = servername.toLowerCase().replace(/\.$/, '');
    return this.#byName.get(name) ?? this.#byName.get(name.replace(/^[^.]*/, '*')) ?? this.#first;
  }

  /** The same, for its handshake. */
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
