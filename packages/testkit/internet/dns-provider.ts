import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DnsServer } from './dns-server.ts';

export interface DnsProvider extends AsyncDisposable {
  /** Path of a program for ACME_DNS_HOOK. */
  readonly hook: string;
  /** The calls of the program, in order: `present NAME VALUE`. */
  readonly calls: string[];
  /** Tasks that the provider refuses. */
  refuses: readonly string[];
}

/** Starts a DNS provider whose customers change the TXT records of a zone with a program (ACME, dns-01). */
export async function startDnsProvider(dns: DnsServer): Promise<DnsProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'dns provider '));
  const hook = join(folder, 'hook.mjs');
  const provider: DnsProvider = {
    hook,
    calls: [],
    refuses: [],
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const change = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    const [task = '', name = '', value = ''] = JSON.parse(body) as string[];
    provider.calls.push(`${task} ${name} ${value}`);
    if (provider.refuses.includes(task)) return response.writeHead(403).end('not\nyour zone');
    const records = dns.zone[name];
    const others = (typeof records === 'object' ? (records.TXT ?? []) : []).filter((text) => text !== value);
    dns.zone = { ...dns.zone, [name]: { TXT: task === 'present' ? [...others, value] : others } };
    return response.end();
  };
  const server = createServer((request, response) => void change(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await writeFile(
    hook,
    `#!${process.execPath}
const response = await fetch('http://127.0.0.1:${port}/', { method: 'POST', body: JSON.stringify(process.argv.slice(2)) });
if (!response.ok) {
  console.error(await response.text());
  process.exit(3);
}
`,
    { mode: 0o755 },
  );
  return provider;
}
