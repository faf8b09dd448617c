import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** A TCP port nobody listens on. Another process may take it before the caller does. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const [port] = await freePorts(1, host);
  return port as number;
}

/**
 * Several ports, all different: each is held until the last is found. They lie below those the system gives to outgoing
 * connections (from 32768 on Linux), which could take one before the caller does.
 */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => holdOne(host)));
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

async function holdOne(host: string): Promise<Awaited<ReturnType<typeof listen>>> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const server = await listen(randomInt(10_000, 32_000), host).catch(() => undefined);
    if (server) return server;
  }
  return listen(0, host);
}

/** Whether this user can listen there; says why not (EADDRINUSE, EACCES, EADDRNOTAVAIL). */
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
