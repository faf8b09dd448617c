import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentCertificates, freePorts, SupervisedProcess } from '@postroom/launch';
import { findProgram } from './scanners/program.ts';

export interface TestPebble extends AsyncDisposable {
  readonly directoryUrl: string;
  /** The CA of its HTTPS certificate, not of the certificates it issues. */
  readonly caFile: string;
  /** Starts it. @param httpPort the port where it checks http-01, in place of port 80 */
  start(httpPort: number): Promise<void>;
  /** Returns the root certificate of what it issues, PEM. Only works once it has started. */
  root(): Promise<string>;
}

/**
 * Returns Pebble, Let's Encrypt's own test authority, which nobody trusts. Null where it is not installed.
 * @param dns the DNS server that it uses, host:port
 * @param binding the account of its only customer (RFC 8555 7.3.4), `hmacKey` in base64url; without it anybody may be a customer
 */
export async function testPebble(dns: string, binding?: { kid: string; hmacKey: string }): Promise<TestPebble | null> {
  const program = findProgram('pebble');
  if ('skip' in program) return null;
  const folder = await mkdtemp(join(tmpdir(), 'pebble-'));
  const { caFile, certFile, keyFile } = await developmentCertificates(folder, ['localhost', '127.0.0.1']);
  const [port, management] = await freePorts(2);
  const directoryUrl = `https://127.0.0.1:${port}/dir`;
  const config = join(folder, 'pebble.json');
  let process: SupervisedProcess | undefined;
  return {
    directoryUrl,
    caFile,
    async start(httpPort) {
      const pebble = {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${management}`,
        certificate: certFile,
        privateKey: keyFile,
        httpPort,
        tlsPort: 0,
        ocspResponderURL: '',
        externalAccountBindingRequired: binding !== undefined,
        ...(binding ? { externalAccountMACKeys: { [binding.kid]: binding.hmacKey } } : {}),
      };
      await writeFile(config, JSON.stringify({ pebble }));
      process = new SupervisedProcess({
        name: 'pebble',
        command: program.path,
        args: ['-config', config, '-dnsserver', dns, '-strict'],
        // No waiting, and each order needs a new validation.
        env: { PATH: '/usr/bin:/bin', PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0' },
        isReady: () => answers(port as number),
      });
      await process.start();
    },
    async root() {
      const asked = request({ port: management, host: '127.0.0.1', path: '/roots/0', ca: await readFile(caFile) });
      const [response] = (await once(asked.end(), 'response')) as [IncomingMessage];
      return Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>)).toString();
    },
    async [Symbol.asyncDispose]() {
      await process?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns whether the port accepts connections. */
function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
