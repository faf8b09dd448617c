import { readFile, stat } from 'node:fs/promises';
import { parseServer, type Server } from './parse.ts';

/** The servers of the system. */
export interface SystemServers {
  readonly servers: readonly Server[];
  /** `options trust-ad`: the servers and the network to them are trusted with the AD bit. */
  readonly trustsAd: boolean;
}

export const RESOLV_CONF = '/etc/resolv.conf';
const MAX_SERVERS = 8;
const MAX_BYTES = 64 * 1024;
const RECHECK_MS = 5000;
// resolv.conf(5): without any entry, the server on this machine is used.
const NONE: SystemServers = { servers: [{ address: '127.0.0.1', port: 53 }], trustsAd: false };

/** Reads the servers of resolv.conf(5). All our questions are for complete names, so `search` is ignored. */
export function parseResolvConf(text: string): SystemServers {
  const lines = text.split('\n', 1000).map((line) => line.trim().split(/\s+/));
  const servers = lines
    .filter(([keyword]) => keyword === 'nameserver')
    .map(([, address = '']) => parseServer(address))
    .filter((server) => server !== undefined)
    .slice(0, MAX_SERVERS);
  const trustsAd = lines.some(([keyword, ...options]) => keyword === 'options' && options.includes('trust-ad'));
  return { servers: servers.length > 0 ? servers : NONE.servers, trustsAd };
}

/** Returns the system's current servers: reads the file again every few seconds while somebody asks. */
export class ResolvConf {
  readonly #path: string;
  #known: Promise<SystemServers> | undefined;
  #version = '';
  #checkAt = 0;

  constructor(path = RESOLV_CONF) {
    this.#path = path;
  }

  async read(nowMs: number): Promise<SystemServers> {
    if (this.#known !== undefined && nowMs < this.#checkAt) return this.#known;
    this.#checkAt = nowMs + RECHECK_MS;
    const version = await this.#currentVersion();
    if (this.#known === undefined || version !== this.#version) {
      this.#version = version;
      this.#known = this.#load();
    }
    return this.#known;
  }

  async #currentVersion(): Promise<string> {
    const file = await stat(this.#path).catch(() => undefined);
    return file === undefined ? 'none' : `${file.ino} ${file.mtimeMs} ${file.size}`;
  }

  async #load(): Promise<SystemServers> {
    try {
      return parseResolvConf((await readFile(this.#path)).toString('utf8', 0, MAX_BYTES));
    } catch {
      return NONE;
    }
  }
}
