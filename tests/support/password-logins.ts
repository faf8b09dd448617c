import { get, request } from 'node:http';
import { Wire } from '@postroom/testkit';

type Ports = Record<'SUBMISSION_PORT' | 'IMAP_PORT' | 'POP3_PORT' | 'HTTP_PORT', number>;

let networks = 0;
/** Returns a new client address: wrong passwords are counted by address. */
export const elsewhere = (): string => `127.0.150.${++networks}`;

/** Begins an IMAP session and sends a LOGIN. */
export async function imapLogin(
  ports: Ports,
  address: string,
  password: string,
  localAddress = elsewhere(),
): Promise<Wire> {
  const wire = await Wire.connect({ port: ports.IMAP_PORT, localAddress, timeout: 15_000 });
  await wire.expect(/^\* OK/);
  await wire.line(`a LOGIN {${Buffer.byteLength(address)}+}`);
  await wire.line(`${address} {${Buffer.byteLength(password)}+}`);
  await wire.line(password);
  return wire;
}

/** Returns the protocols that accept a password. @param localAddress the client's address */
export async function takenBy(
  ports: Ports,
  address: string,
  password: string,
  localAddress = elsewhere(),
): Promise<string[]> {
  const taken: string[] = [];
  const plain = Buffer.from(`\0${address}\0${password}`).toString('base64');
  await using smtp = await Wire.connect({ port: ports.SUBMISSION_PORT, localAddress, timeout: 15_000 });
  await smtp.expect(/^220 /);
  await smtp.line('EHLO client.test');
  await smtp.until(/^250 /);
  await smtp.line(`AUTH PLAIN ${plain}`);
  if ((await smtp.readLine()).startsWith('235 ')) taken.push('smtp');
  await using reader = await imapLogin(ports, address, password, localAddress);
  if ((await reader.until(/^a /)).at(-1)?.startsWith('a OK')) taken.push('imap');
  await using pop3 = await Wire.connect({ port: ports.POP3_PORT, localAddress, timeout: 15_000 });
  await pop3.expect(/^\+OK/);
  await pop3.ask(`USER ${address}`, /^\+OK/);
  await pop3.line(`PASS ${password}`);
  if ((await pop3.readLine()).startsWith('+OK')) taken.push('pop3');
  if ((await jmapStatus(ports, `${address}:${password}`, localAddress)) === 200) taken.push('jmap');
  return taken;
}

function jmapStatus(ports: Ports, auth: string, localAddress: string): Promise<number | undefined> {
  const way = { port: ports.HTTP_PORT, host: '127.0.0.1', localAddress, path: '/jmap/session' };
  return new Promise((resolve, reject) => {
    get({ ...way, auth, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

/** Returns the status of the token endpoint for a password (RFC 6749 4.3). */
export function tokenStatus(
  ports: Ports,
  address: string,
  password: string,
  localAddress: string,
): Promise<number | undefined> {
  const way = { port: ports.HTTP_PORT, host: '127.0.0.1', localAddress, path: '/oauth/token', method: 'POST' };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    request({ ...way, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end(String(new URLSearchParams({ grant_type: 'password', username: address, password })));
  });
}
