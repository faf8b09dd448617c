import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts, SupervisedProcess } from '@postroom/launch';
import { findProgram } from '../scanners/program.ts';

const run = promisify(execFile);

/** A signed zone: its records as in a zone file, below $ORIGIN, and what is changed in it after it was signed. */
export interface SignedZone {
  readonly records: readonly string[];
  readonly forge?: (signed: string) => string;
}

export interface Unbound extends AsyncDisposable {
  /** host:port */
  readonly address: string;
}

/**
 * Starts unbound, which validates (DNSSEC) and knows the keys of these zones, signed by BIND's tools. Returns why not where one of them is
 * not installed.
 */
export async function startUnbound(zones: Readonly<Record<string, SignedZone>>): Promise<Unbound | { skip: string }> {
  const [unbound, keygen, signer] = ['unbound', 'dnssec-keygen', 'dnssec-signzone'].map(findProgram);
  for (const program of [unbound, keygen, signer]) if (program && 'skip' in program) return program;
  const pathOf = (program: typeof unbound) => (program && 'path' in program ? program.path : '');
  const folder = await mkdtemp(join(tmpdir(), 'unbound-'));
  const [port] = await freePorts(1);
  const config = [
    `server:\n interface: 127.0.0.1@${port}\n username: ""\n chroot: ""\n directory: "${folder}"\n pidfile: "${folder}/pid"`,
    ' do-daemonize: no\n use-syslog: no\n module-config: "validator iterator"\n local-zone: "test." nodefault',
  ];
  const files: string[] = [];
  for (const [name, { records, forge = (signed: string) => signed }] of Object.entries(zones)) {
    const file = join(folder, name);
    for (const flags of [['-f', 'KSK'], []])
      await run(pathOf(keygen), ['-q', '-K', folder, '-a', 'ECDSAP256SHA256', ...flags, name]);
    const keys = (await readdir(folder)).filter((key) => key.startsWith(`K${name}.`) && key.endsWith('.key'));
    const soa = `$ORIGIN ${name}.\n$TTL 60\n@ IN SOA ns host 1 3600 600 86400 60\n@ IN NS ns\nns IN A 127.0.0.1\n`;
    await writeFile(
      file,
      `${soa}${records.join('\n')}\n${keys.map((key) => `$INCLUDE ${join(folder, key)}`).join('\n')}\n`,
    );
    await run(pathOf(signer), ['-S', '-K', folder, '-d', folder, '-o', name, '-f', `${file}.signed`, file]);
    await writeFile(`${file}.signed`, forge(await readFile(`${file}.signed`, 'utf8')));
    config.push(` trust-anchor-file: "${folder}/dsset-${name}."`);
    files.push(
      `auth-zone:\n name: "${name}"\n zonefile: "${file}.signed"\n for-upstream: yes\n for-downstream: no\n fallback-enabled: no`,
    );
  }
  await writeFile(join(folder, 'unbound.conf'), `${[...config, ...files].join('\n')}\n`);
  const resolver = new SupervisedProcess({
    name: 'unbound',
    command: pathOf(unbound),
    args: ['-d', '-c', join(folder, 'unbound.conf')],
    env: { PATH: '/usr/sbin:/usr/bin:/bin' },
    isReady: async () => (await readdir(folder)).includes('pid'),
  });
  await resolver.start();
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await resolver.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
