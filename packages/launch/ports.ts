import { createServer } from 'node:net';

/** A TCP port nobody listens on. Another process may take it before the caller does. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const [port] = await freePorts(1, host);
  return port as number;
}

/** Several ports, all different: each is held until the last is found. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => listen(0, host)));
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
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
