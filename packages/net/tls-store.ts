import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { SecureContext } from 'node:tls';
import { loadTlsPair, readTlsFiles, type TlsFiles, type TlsPair } from './tls-pair.ts';

export interface TlsStoreOptions {
  /** The first pair answers clients that name no server or an unknown one; the others answer for the names they hold. */
  pairs: readonly [TlsFiles, ...TlsFiles[]];
  /** Files are compared this often even when the file system reports nothing (network mounts). Default 60 s. */
  pollMs?: number;
  /** Told of a new pair, which is in service here already. */
  onReload?: (files: TlsFiles, pair: TlsPair) => void;
  /** A changed pair that cannot be used; the old one stays in service. */
  onError?: (error: unknown, files: TlsFiles) => void;
}

/** Editors and certificate renewers write two files in several steps; the pair is looked at after they settle. */
const settleMs = 200;

/** The server's certificates, chosen by SNI (RFC 6066 3) and read again when their files change. */
export class TlsStore {
  readonly #options: TlsStoreOptions;
  readonly #pairs: TlsPair[];
  readonly #watchers: FSWatcher[] = [];
  readonly #poll: NodeJS.Timeout;
  #settle: NodeJS.Timeout | undefined;

  private constructor(options: TlsStoreOptions, pairs: TlsPair[]) {
    this.#options = options;
    this.#pairs = pairs;
    this.#poll = setInterval(() => void this.reload(), options.pollMs ?? 60_000).unref();
    this.#watch();
  }

  /** Loads every pair; throws when one cannot be used, since a service must not start half configured. */
  static async open(options: TlsStoreOptions): Promise<TlsStore> {
    return new TlsStore(options, await Promise.all(options.pairs.map(loadTlsPair)));
  }

  /** The context for a handshake with this server name, or the first one. */
  secureContext(servername?: string): SecureContext {
    const named = servername ? this.#pairs.find((pair) => pair.leaf.checkHost(servername) !== undefined) : undefined;
    const pair = named ?? this.#pairs[0];
    if (!pair) throw new Error('the TLS store holds no certificate');
    return pair.context;
  }

  /** Whether clients are asked for certificates, which they need not have. */
  get asksClients(): boolean {
    return this.#pairs.some(({ clientCa }) => clientCa !== undefined);
  }

  /** When the first of the certificates ends. */
  get validTo(): Date {
    return new Date(Math.min(...this.#pairs.map(({ leaf }) => leaf.validToDate.getTime())));
  }

  /** Looks at the files now and takes those that changed. Never rejects. */
  async reload(): Promise<void> {
    for (const [index, files] of this.#options.pairs.entries()) {
      try {
        const { text } = await readTlsFiles(files);
        if (text === this.#pairs[index]?.text) continue;
        const pair = await loadTlsPair(files);
        this.#pairs[index] = pair;
        this.#options.onReload?.(files, pair);
      } catch (error) {
        this.#options.onError?.(error, files);
      }
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#poll);
    clearTimeout(this.#settle);
    for (const watcher of this.#watchers) watcher.close();
  }

  /** Watches the folders, not the files: renewers and Kubernetes replace files by rename. */
  #watch(): void {
    const folders = new Set(
      this.#options.pairs.flatMap(({ certificate, key, clientCa = key }) =>
        [certificate, key, clientCa].map((file) => dirname(file)),
      ),
    );
    for (const folder of folders) {
      try {
        const watcher = watch(folder, { persistent: false }, () => this.#reloadSoon());
        // A watch may be refused or break (inotify limits, unmounts); polling goes on.
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch {}
    }
  }

  #reloadSoon(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.reload(), settleMs).unref();
  }
}
