import { type PemPair, readPair, type TlsPair } from './tls-pair.ts';

/** A source of pairs, with the pairs of the last read. */
export class TlsSource {
  pairs: readonly TlsPair[] = [];
  /** Errors that were reported already and still persist. */
  #told = new Set<string>();
  readonly #load: () => Promise<readonly PemPair[]>;

  constructor(load: () => Promise<readonly PemPair[]>) {
    this.#load = load;
  }

  /** Reads the pairs again. Reports each error once; a pair that cannot be read or used keeps its previous content. */
  async read(onError?: (error: unknown) => void): Promise<void> {
    const before = this.#told;
    this.#told = new Set();
    const report = (error: unknown): void => {
      this.#told.add(String(error));
      if (!before.has(String(error))) onError?.(error);
    };
    try {
      const found = await this.#load();
      const before = new Map(this.pairs.map((pair) => [pair.from, pair]));
      this.pairs = found.flatMap((pem) => usable(pem, before.get(pem.from), report) ?? []);
    } catch (error) {
      report(error);
    }
  }
}

function usable(pem: PemPair, before: TlsPair | undefined, report: (error: unknown) => void): TlsPair | undefined {
  if (before?.certificate.equals(pem.certificate) && before.key.equals(pem.key)) return before;
  try {
    return readPair(pem);
  } catch (error) {
    report(error);
    return before;
  }
}
