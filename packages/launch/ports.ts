import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { claimPort } from './port-claims.ts';

/** Returns a free TCP port, claimed for this process. Another program may take it before the caller does. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const [port] = await freePorts(1, host);
  return port as number;
}

/**
 * Returns several different ports, claimed for this process: no other caller on this machine gets them while it lives, even if nobody listens
 * on them yet. They are below those of outgoing connections (from 32768 on Linux), which could take one before the caller
 * does, and above 10080, the last that browsers and fetch() block (https://fetch.spec.whatwg.org/#port-blocking).
 */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => claimOne(host)));
}

const FIRST = 10_081;
const BEHIND = 32_000;

async function claimOne(host: string): Promise<number> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const port = randomInt(FIRST, BEHIND);
    if (claimPort(port) && (await isPortFree(port, host)) === true) return port;
  }
  throw new Error(`No free port from ${FIRST} up to ${BEHIND} on ${host}`);
}

/** Returns true when this user can listen there, else the reason (EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export async function isPortFree(port: number, host: string): Promise<true | string> {
  try {
    const server = await listen(port, host);
    await new Promise((closed) => server.close(closed));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function listen(port: number, host: string) {
  const server = createServer();
  return new Promise<typeof server>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}
