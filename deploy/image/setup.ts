// The image's `setup`, which docker-compose.yml runs before everything else: creates the secrets and the certificate that are
// missing, each in a volume of those who may read it. Existing files are kept, so operators can put their own there.
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentCertificates } from '@postroom/launch';

const { MAIL_HOSTNAME = 'mail.postroom.test' } = process.env;
const secrets = '/run/secrets';
const tls = '/run/tls';

const database = await kept(join(secrets, 'database/password'), secret);
await kept(
  join(secrets, 'database/url'),
  () => `postgres://postroom:${encodeURIComponent(database)}@postgres:5432/postroom`,
);
const redis = await kept(join(secrets, 'redis/password'), secret);
await kept(join(secrets, 'redis/url'), () => `redis://:${encodeURIComponent(redis)}@redis:6379/0`);
// Redis can read its password only from its configuration or its command line, which everybody on the machine can see.
await kept(join(secrets, 'redis/redis.conf'), () => `requirepass ${JSON.stringify(redis)}`);
await kept(join(secrets, 'admin/token'), secret);
await kept(join(secrets, 'grafana/password'), secret);
// The password of rspamd's web interface, in the syntax of rspamd's configuration.
await kept(join(secrets, 'rspamd/controller.inc'), () => `password = ${JSON.stringify(secret())};`);
await certificate();

function secret(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Returns the value in the file; creates the file with a new value if it is missing. Postgres, Redis and the services run as
 * different accounts, so everybody may read it: the volume limits access, because only its readers mount it.
 */
async function kept(path: string, make: () => string): Promise<string> {
  const found = (await read(path))?.trim();
  if (found) return found;
  const value = make();
  await write(path, `${value}\n`, 0o444);
  console.log(`setup: made ${path}`);
  return value;
}

/** Creates a development certificate, unless there is one of another authority, which belongs to the operator and stays. */
async function certificate(): Promise<void> {
  const certFile = join(tls, 'server.crt');
  const given = await read(certFile);
  const key = await read(join(tls, 'server.key'));
  // If only our own key is there, an earlier start was interrupted.
  const isOurs = key !== undefined && key === (await read('/run/development-ca/server.key'));
  if (given === undefined && key !== undefined && !isOurs) fail(new Error(`${tls} has server.key and no server.crt`));
  if (given !== undefined && key === undefined) fail(new Error(`${tls} has server.crt and no server.key`));
  const names = [MAIL_HOSTNAME, 'localhost', '127.0.0.1', '::1'];
  const own = await read('/run/development-ca/ca.crt');
  if (given !== undefined && !(own !== undefined && parsed(given).checkIssued(parsed(own)))) {
    if (key && !parsed(given).checkPrivateKey(createPrivateKey(key))) {
      fail(new Error(`${tls}: server.key is not the key of server.crt`));
    }
    console.log(`setup: ${certFile} is a certificate of yours: ${describe(given)}`);
    return;
  }
  // The authority's key stays in a volume that no service mounts.
  const made = await developmentCertificates('/run/development-ca', names);
  if (given === (await readFile(made.certFile, 'utf8'))) return;
  await write(join(tls, 'server.key'), await readFile(made.keyFile, 'utf8'), 0o400);
  await write(certFile, await readFile(made.certFile, 'utf8'), 0o444);
  await copyFile(made.caFile, join(tls, 'ca.crt'));
  console.log(`setup: made a development certificate for ${names.join(', ')}`);
}

function parsed(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    return fail(new Error(`${tls}/server.crt is no certificate: ${(error as Error).message}`));
  }
}

function describe(pem: string): string {
  const { subject, subjectAltName, validTo } = parsed(pem);
  return `${subjectAltName ?? subject}, until ${validTo}`;
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return fail(error);
  }
}

/** Writes the file as a whole or not at all, so that an interrupted start leaves no half of a secret behind. */
async function write(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(`${path}.new`, text, { mode });
    await rename(`${path}.new`, path);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  console.error(`setup: ${(error as Error).message}`);
  console.error('setup: a folder of yours must be readable by uid 10001, and writable where a file is missing in it.');
  process.exit(1);
}
