import type { Pool } from '../pool.ts';

/** Returns a pool that breaks a connection at query number `at`, just before or just after it is sent. Nobody else may use the pool. */
export function breaking(pool: Pool, at: number, when: 'before' | 'behind'): { pool: Pool; broke: () => boolean } {
  let asked = 0;
  const seen = new WeakSet();
  const fragile = {
    query: pool.query.bind(pool),
    async connect() {
      const client = await pool.connect();
      if (seen.has(client)) return client;
      seen.add(client);
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      const stream = (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
      return Object.assign(client, {
        query: (...args: unknown[]) => {
          asked += 1;
          if (asked === at && when === 'before') stream.destroy();
          const answer = query(...args);
          if (asked === at && when === 'behind') setImmediate(() => stream.destroy());
          return answer;
        },
      });
    },
  };
  return { pool: fragile as unknown as Pool, broke: () => asked >= at };
}
