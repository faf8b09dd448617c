import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PemPair } from './tls-pair.ts';

/** Paths of a certificate chain and its private key, both PEM. */
export interface TlsFiles {
  certificate: string;
  key: string;
}

/** Names of the two files in a folder, as Kubernetes and certbot choose them. */
const NAMES: readonly TlsFiles[] = [
  { certificate: 'tls.crt', key: 'tls.key' },
  { certificate: 'fullchain.pem', key: 'privkey.pem' },
];

/** The most subfolders that are read. */
const MAX_FOLDERS = 5000;

export async function readFiles({ certificate, key }: TlsFiles): Promise<PemPair> {
  const [chain, secret] = await Promise.all([readFile(certificate), readFile(key)]);
  return { from: `${certificate} and ${key}`, certificate: chain, key: secret };
}

/** Returns the pairs in the subfolders of a folder, ordered by name; subfolders without a pair are skipped. */
export async function readFolder(folder: string): Promise<PemPair[]> {
  const pairs: PemPair[] = [];
  for (const name of (await readdir(folder)).sort().slice(0, MAX_FOLDERS)) {
    for (const { certificate, key } of NAMES) {
      const files = { certificate: join(folder, name, certificate), key: join(folder, name, key) };
      const pair = await readFiles(files).catch(absent);
      if (pair) pairs.push(pair);
    }
  }
  return pairs;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
