import { addressBlock } from './address.ts';

export interface LimitOptions {
  /** Open connections in all. */
  total: number;
  /** Open connections of one IPv4 address or one IPv6 /64. */
  perAddress: number;
}

export type Refusal = 'total' | 'address';

/** Counts open connections. Several listeners (110 and 995) may share one, so that a client has one limit for all. */
export class ConnectionLimits {
  readonly options: LimitOptions;
  readonly #byBlock = new Map<string, number>();
  #total = 0;

  constructor(options: LimitOptions) {
    this.options = options;
  }

  /** Open connections now. */
  get total(): number {
    return this.#total;
  }

  /** Takes a place for the address, or returns which limit is reached. A place taken must be released. */
  take(address: string): Refusal | undefined {
    if (this.#total >= this.options.total) return 'total';
    const block = addressBlock(address);
    const open = this.#byBlock.get(block) ?? 0;
    if (open >= this.options.perAddress) return 'address';
    this.#byBlock.set(block, open + 1);
    this.#total += 1;
    return undefined;
  }

  /** Takes a place for a connection whose client is not known yet. It counts in the total only, until `releaseUnknown`. */
  takeUnknown(): 'total' | undefined {
    if (this.#total >= this.options.total) return 'total';
    this.#total += 1;
    return undefined;
  }

  /** Gives back a place of `takeUnknown`. */
  releaseUnknown(): void {
    this.#total -= 1;
  }

  /** Gives back a place of `take`. */
  release(address: string): void {
    const block = addressBlock(address);
    const open = this.#byBlock.get(block) ?? 0;
    if (open <= 1) this.#byBlock.delete(block);
    else this.#byBlock.set(block, open - 1);
    this.#total -= 1;
  }
}
