import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestObjectStore extends AsyncDisposable {
  /** The variables that configure a service to use it. */
  readonly env: Readonly<Record<`S3_${string}`, string>>;
  /** Closes the port, as if the machine were gone. Stored objects stay. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts an S3-compatible server (s3rver) with an empty bucket: `await using objects = await testObjectStore()`. */
export async function testObjectStore(): Promise<TestObjectStore> {
  const { default: S3rver } = await import('s3rver');
  const directory = await mkdtemp(join(tmpdir(), 'objects-'));
  const options = { address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'mail', configs: [] }] };
  let server = new S3rver({ ...options, port: 0 });
  const { port } = await server.run();
  let running = true;

  async function stop(): Promise<void> {
    if (!running) return;
    running = false;
    const closed = server.close();
    server.httpServer.closeAllConnections();
    await closed;
  }

  return {
    env: {
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_BUCKET: 'mail',
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    stop,
    async start() {
      server = new S3rver({ ...options, port });
      await server.run();
      running = true;
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
