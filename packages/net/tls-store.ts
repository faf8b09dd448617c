import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type TicketSecret, ticketDay } from './ticket-keys.ts';
import { readFiles, readFolder, type TlsFiles } from './tls-files.ts';
import type { PemPair, TlsPair } from './tls-pair.ts';
import { TlsShelf } from './tls-shelf.ts';
import { TlsSource } from './tls-source.ts';

export interface TlsStoreOptions {
  /** The first pair serves clients that name no server or an unknown one; the others serve the names they hold. */
  pairs: readonly TlsFiles[];
  /** A folder whose subfolders may each hold a pair, for the names in it. */
  folder?: string | undefined;
  /** Pairs kept elsewhere. `provisional` makes a pair to show when there are no `pairs`, until one is kept. */
  kept?: { read(): Promise<readonly PemPair[]>; provisional(name: string): Promise<PemPair> } | undefined;
  /** Our own name: its kept pair comes before the first. */
  hostname?: string | undefined;
  /** The CAs of client certificates, PEM; without it no client is asked for one. */
  clientCa?: string | undefined;
  /** Lets replicas resume each other's sessions. */
  tickets?: TicketSecret | undefined;
  /** Files are compared this often even when the file system reports no change (network mounts). Default 60 s. */
  pollMs?: number | undefined;
  /** Receives the new pairs, which are in service already. */
  onReload?: (pairs: readonly TlsPair[]) => void;
  /** Receives errors of pairs that cannot be used; the previous ones stay in service. */
  onError?: (error: unknown) => void;
}

/** Editors and certificate renewers write the two files in several steps; the pair is read after they settle. */
const SETTLE_MS = 200;

/** The server's certificates, chosen by SNI (RFC 6066 3) and read again when their files change. */
export class TlsStore {
  readonly #options: TlsStoreOptions;
  readonly #sources: readonly TlsSource[];
  readonly #watchers: FSWatcher[] = [];
  readonly #poll: NodeJS.Timeout;
  #shelf: TlsShelf;
  #settle: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  private constructor(options: TlsStoreOptions, sources: readonly TlsSource[], shelf: TlsShelf) {
    this.#options = options;
    this.#sources = sources;
    this.#shelf = shelf;
    this.#poll = setInterval(() => void this.reload(), options.pollMs ?? 60_000).unref();
    this.#watch();
  }

  /** Opens the store. Throws when one of `pairs` cannot be used, or the folder cannot be read: a service must not start half configured. */
  static async open(options: TlsStoreOptions): Promise<TlsStore> {
    const { pairs, folder, kept, hostname = 'localhost', clientCa, tickets, onError } = options;
    const first: TlsSource[] = pairs.map((files) => new TlsSource(async () => [await readFiles(files)]));
    if (pairs.length === 0 && kept) {
      const made = await kept.provisional(hostname);
      first.push(new TlsSource(async () => [made]));
    }
    for (const source of first) await source.read(rethrow);
    if (folder !== undefined) await readFolder(folder);
    const more = [
      ...(folder === undefined ? [] : [new TlsSource(() => readFolder(folder))]),
      ...(kept ? [new TlsSource(() => kept.read())] : []),
    ];
    for (const source of more) await source.read(onError);
    const ca = clientCa ? await readFile(clientCa) : undefined;
    const sources = [...first, ...more];
    return new TlsStore(
      options,
      sources,
      new TlsShelf(pairsOf(sources), { clientCa: ca, hostname: options.hostname, tickets }),
    );
  }

  /** The current certificates. */
  get shelf(): TlsShelf {
    return this.#shelf;
  }

  /** Whether clients are asked for certificates. They need not have one. */
  get asksClients(): boolean {
    return this.#shelf.clientCa !== undefined;
  }

  /** When the first of the certificates expires. */
  get validTo(): Date {
    return new Date(Math.min(...this.#shelf.pairs.map(({ leaf }) => leaf.validToDate.getTime())));
  }

  /** Reads the files and takes those that changed. Calls run one after the other. Never rejects. */
  reload(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#reload()).catch((error: unknown) => this.#options.onError?.(error));
    return this.#turn;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#poll);
    clearTimeout(this.#settle);
    for (const watcher of this.#watchers) watcher.close();
  }

  async #reload(): Promise<void> {
    const { clientCa: caFile, hostname, tickets, onError, onReload } = this.#options;
    const { pairs: before, clientCa: caBefore, ticketDay: dayBefore } = this.#shelf;
    for (const source of this.#sources) await source.read(onError);
    const clientCa = caFile ? await readFile(caFile) : undefined;
    const pairs = pairsOf(this.#sources);
    const known = new Set(before);
    const added = pairs.filter((pair) => !known.has(pair));
    const isSameCa = clientCa === caBefore || (clientCa !== undefined && caBefore?.equals(clientCa));
    const isSameDay = dayBefore === (tickets && ticketDay(tickets));
    if (added.length === 0 && pairs.length === before.length && isSameCa && isSameDay) return;
    this.#shelf = new TlsShelf(pairs, { clientCa, hostname, tickets });
    onReload?.(added);
  }

  /** Watches the folders, not the files: renewers and Kubernetes replace files by rename. */
  #watch(): void {
    const { pairs, folder, clientCa } = this.#options;
    const files = [...pairs.flatMap(({ certificate, key }) => [certificate, key]), ...(clientCa ? [clientCa] : [])];
    for (const path of new Set([...files.map((file) => dirname(file)), ...(folder ? [folder] : [])])) {
      try {
        const watcher = watch(path, { persistent: false }, () => this.#reloadSoon());
        // A watch may be refused or break (inotify limits, unmounts); polling goes on.
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch {}
    }
  }

  #reloadSoon(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.reload(), SETTLE_MS).unref();
  }
}

function pairsOf(sources: readonly TlsSource[]): TlsPair[] {
  return sources.flatMap(({ pairs }) => pairs);
}

function rethrow(error: unknown): never {
  throw error;
}
