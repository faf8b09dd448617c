import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { connect, isIP, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'selfsigned';
import type { Connection } from './connection.ts';
import { ConnectionLimits } from './limits.ts';
import { type Listener, type ListenOptions, listen } from './listener.ts';
import type { TlsFiles } from './tls-files.ts';

/** Writes a new self-signed pair for a name or an IP address into a folder. Tests only. */
export async function certificateFor(name: string, folder?: string, issued = new Date()): Promise<TlsFiles> {
  const files = folder ?? (await mkdtemp(join(tmpdir(), 'postroom-net-')));
  const pair = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    notBeforeDate: issued,
    extensions: [{ name: 'subjectAltName', altNames: [isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }] }],
  });
  const paths = { certificate: join(files, 'cert.pem'), key: join(files, 'key.pem') };
  await writeFile(paths.certificate, pair.cert);
  await writeFile(paths.key, pair.private);
  return paths;
}

/** Opens a listener on a free loopback port. Tests only. */
export function listenForTest(
  onConnection: (connection: Connection) => Promise<void>,
  options: Partial<ListenOptions> = {},
): Promise<Listener> {
  return listen({
    host: '127.0.0.1',
    port: 0,
    tls: 'none',
    limits: new ConnectionLimits({ total: 100, perAddress: 100 }),
    onConnection,
    ...options,
  });
}

/** Connects a plain client to the listener. Tests only. */
export function connectTo(listener: Listener): Socket {
  return connect({ host: '127.0.0.1', port: listener.address.port, allowHalfOpen: true });
}

/** Returns everything a socket sends until it ends or breaks. Tests only. */
export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => socket.once('close', resolve).once('end', () => socket.end()));
  return text;
}

/** Waits for something that happens soon. Tests only. */
export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await sleep(25);
  assert.ok(condition());
}

export interface IssueOptions {
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  /** The common name. */
  readonly name?: string;
  /** The extended key usage. */
  readonly usage?: 'clientAuth' | 'serverAuth';
}

export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** Issues a certificate with these mail addresses (rfc822Name), and its key. */
  issue(addresses: readonly string[], options?: IssueOptions): Promise<{ cert: string; key: string }>;
}

/** Makes a CA for client certificates. Tests only. */
export async function newAuthority(name: string): Promise<Authority> {
  const usage = { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true } as const;
  const own = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }, usage],
  });
  const day = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000);
  return {
    certificate: own.cert,
    async issue(addresses, { from = -1, until = 30, name = 'a client', usage = 'clientAuth' } = {}) {
      const altNames = addresses.map((value) => ({ type: 1, value }) as const);
      const pair = await generate([{ name: 'commonName', value: name }], {
        keyType: 'ec',
        algorithm: 'sha256',
        ca: { key: own.private, cert: own.cert },
        notBeforeDate: day(from),
        notAfterDate: day(until),
        extensions: [
          { name: 'extKeyUsage', [usage]: true },
          { name: 'subjectAltName', altNames },
        ],
      });
      return { cert: pair.cert, key: pair.private };
    },
  };
}
