import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { KeyAndCertificate } from './issue.ts';

export interface Certificates {
  /** The CA certificate, which mail programs and browsers must trust. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const MONTH = 30 * 24 * 3600 * 1000;

/**
 * Returns the development certificate authority of this folder and a server certificate from it. The authority is made only once, so that
 * programs keep trusting it; the server certificate is renewed a month before it ends, or for other names.
 * @param names host names and IP addresses of the server
 */
export async function developmentCertificates(folder: string, names: readonly string[]): Promise<Certificates> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const files = (name: string) => ({ certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) });
  const [ca, server] = [files('ca'), files('server')];

  let authority = await load(ca);
  let served = await load(server);
  // The issuing code is large and rarely needed.
  const issue = () => import('./issue.ts');
  if (authority === undefined || endsSoon(authority)) {
    authority = await (await issue()).issueAuthority();
    await save(ca, authority);
    served = undefined;
  }
  if (served === undefined || endsSoon(served) || !names.every((name) => covers(served, name))) {
    await save(server, await (await issue()).issueServer(authority, names));
  }
  return { caFile: ca.certificate, certFile: server.certificate, keyFile: server.key };
}

function endsSoon({ certificate }: KeyAndCertificate): boolean {
  return new X509Certificate(certificate).validToDate.getTime() < Date.now() + MONTH;
}

function covers(served: KeyAndCertificate | undefined, name: string): boolean {
  if (served === undefined) return false;
  const certificate = new X509Certificate(served.certificate);
  const found = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  return found !== undefined;
}

interface Files {
  readonly certificate: string;
  readonly key: string;
}

async function load(files: Files): Promise<KeyAndCertificate | undefined> {
  try {
    return { certificate: await readFile(files.certificate, 'utf8'), key: await readFile(files.key, 'utf8') };
  } catch {
    return undefined;
  }
}

/** Writes the certificate last, so that an interrupted start finds none and makes both again. */
async function save(files: Files, { certificate, key }: KeyAndCertificate): Promise<void> {
  await writeWhole(files.key, key, 0o600);
  await writeWhole(files.certificate, certificate, 0o644);
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, text, { mode });
  await chmod(draft, mode);
  await rename(draft, path);
}
