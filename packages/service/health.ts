import Fastify from 'fastify';
import { Gauge, type Metrics } from './metrics.ts';

/** Throws if something is missing for work. The caller limits its time. */
export type ReadinessCheck = () => Promise<void>;

export interface HealthOptions {
  host: string;
  port: number;
  metrics: Metrics;
}

/**
 * /healthz: the process runs. /readyz: it can work now (its checks pass and it is not stopping). /metrics: Prometheus.
 */
export class Health implements AsyncDisposable {
  #checks = new Map<string, ReadinessCheck>();
  #serving = false;
  #server = Fastify({ logger: false, forceCloseConnections: true });

  /** Adds a check, before listening. A check that throws or takes over 2 s makes the service unready, with no other effect. */
  addCheck(name: string, check: ReadinessCheck): void {
    this.#checks.set(name, check);
  }

  async listen({ host, port, metrics }: HealthOptions): Promise<void> {
    this.#server.get('/healthz', async () => ({ status: 'ok' }));
    this.#server.get('/readyz', async (_request, reply) => {
      const failed = await this.failed();
      return reply
        .code(failed.length === 0 ? 200 : 503)
        .send({ status: failed.length === 0 ? 'ok' : 'unready', failed });
    });
    this.#server.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.metrics()),
    );
    this.#report(metrics);
    await this.#server.listen({ host, port });
  }

  /** Publishes the state of /readyz as metrics; the checks run when the metrics are read. */
  #report(metrics: Metrics): void {
    const failed = () => this.failed();
    new Gauge({
      name: 'postroom_ready',
      help: '1 while the service is ready, as in /readyz',
      registers: [metrics],
      async collect() {
        this.set((await failed()).length === 0 ? 1 : 0);
      },
    });
  }

  /** Sets whether the service is ready, apart from its checks. */
  serving(value: boolean): void {
    this.#serving = value;
  }

  /** Returns the names of the checks that fail. */
  async failed(): Promise<string[]> {
    return Object.keys(await this.troubles());
  }

  /** Returns the checks that fail, by name, with the reasons for the log. */
  async troubles(): Promise<Readonly<Record<string, string>>> {
    if (!this.#serving) return { 'not serving': '' };
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await troubleOf(check)] as const),
    );
    return Object.fromEntries(results.filter(([, trouble]) => trouble !== undefined)) as Record<string, string>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
  }
}

async function troubleOf(check: ReadinessCheck): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(2_000);
  try {
    await Promise.race([
      check(),
      new Promise((_resolve, reject) => timeout.addEventListener('abort', () => reject(new Error('timed out')))),
    ]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
