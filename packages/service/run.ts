import { setTimeout as sleep } from 'node:timers/promises';
import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { buildInfo } from './build-info.ts';
import { ConfigError, loadConfig } from './config.ts';
import { Health } from './health.ts';
import { addressHider } from './hide-addresses.ts';
import { KNOWN_VARIABLES } from './known-variables.ts';
import { listenTrouble } from './listen-trouble.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { releaseMemory } from './release-memory.ts';
import { serviceConfig } from './shared-config/service.ts';
import { openTracer } from './tracing/open.ts';
import type { Tracer } from './tracing/tracer.ts';
import { misspeltText, misspeltVariables } from './unknown-variables.ts';

export interface Service<Properties extends TProperties> {
  name: string;
  /** The variables that this service reads, besides those that every service reads. */
  config: Properties;
  /**
   * Opens resources on `stack` and starts work. When it resolves the service is ready; on a stop signal the stack is
   * disposed in reverse order.
   */
  start(parts: ServiceParts<Static<TObject<Properties & typeof serviceConfig>>>): Promise<void>;
}

/** What the start of a service receives. */
export interface ServiceParts<Config> {
  /** The name of the service in logs and metrics. */
  name: string;
  config: Config;
  log: Logger;
  health: Health;
  metrics: Metrics;
  tracer: Tracer;
  stack: AsyncDisposableStack;
  /** Aborted when the service must stop, even before it has started. */
  stopping: AbortSignal;
}

const FORCED_EXIT_MS = 5_000; // beyond the grace that sessions get

/** Runs a service from start to stop signal. The only place that reads the environment and ends the process. */
export async function run<Properties extends TProperties>(service: Service<Properties>): Promise<void> {
  const config = readConfig(service);
  const hide = hider(config);
  const log = createLogger(service.name, config.LOG_LEVEL, hide);
  warnOfMisspelt(service, log);
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
  const stopped = stopSignal(log);
  const stopping = new AbortController();
  void stopped.then(() => stopping.abort());
  const stack = new AsyncDisposableStack();
  try {
    const metrics = createMetrics(service.name);
    const health = stack.use(new Health());
    if (config.HEALTH_PORT) await health.listen({ host: config.HEALTH_BIND, port: config.HEALTH_PORT, metrics });
    const tracer = await openTracer(service.name, config, { log, hide: hide?.text ?? ((text) => text) });
    stack.defer(async () => tracer[Symbol.asyncDispose]?.());
    await service.start({
      name: service.name,
      config: config as never,
      log,
      health,
      metrics,
      tracer,
      stack,
      stopping: stopping.signal,
    });
    health.serving(true);
    const giveUp = new AbortController();
    await Promise.race([untilReady(health, log, giveUp.signal), stopped]);
    giveUp.abort();
    await releaseMemory();
    await stopped;
    health.serving(false);
    log.info('stopping');
  } catch (error) {
    // A service that is stopped while it waits for something reports no error.
    if (!stopping.signal.aborted) {
      const taken = listenTrouble(error);
      if (taken) log.fatal(`cannot start: ${taken}`);
      else log.fatal({ err: error }, 'cannot start');
      process.exitCode = 1;
    }
  }
  setTimeout(() => process.exit(), config.STOP_GRACE_SECONDS * 1000 + FORCED_EXIT_MS).unref();
  await stack.disposeAsync().catch((error: unknown) => log.error({ err: error }, 'while stopping'));
  log.info('stopped');
  process.exit();
}

const LOOK_MS = 1_000;

/** Logs once that the service is ready, as /readyz says, and until then what is missing. */
async function untilReady(health: Health, log: Logger, stopped: AbortSignal): Promise<void> {
  let told = '';
  for (let missing = ''; !stopped.aborted; await sleep(LOOK_MS)) {
    const troubles = await health.troubles();
    missing = Object.keys(troubles).join(', ');
    if (missing === '') return log.info(buildInfo, 'ready');
    if (missing !== told) log.warn({ missing, why: Object.values(troubles).join('; ') }, 'started, not ready');
    told = missing;
  }
}

function readConfig<Properties extends TProperties>(
  service: Service<Properties>,
): Static<TObject<typeof serviceConfig>> {
  try {
    return loadConfig(Type.Object({ ...serviceConfig, ...service.config }), process.env) as Static<
      TObject<typeof serviceConfig>
    >;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`${service.name} cannot start:\n${error.message}`);
    process.exit(78); // EX_CONFIG
  }
}

/** Warns of misspelt variables of this service; each service warns of its own. */
function warnOfMisspelt({ config }: { readonly config: TProperties }, log: Logger): void {
  const own = { ...serviceConfig, ...config };
  for (const each of misspeltVariables(process.env, KNOWN_VARIABLES)) {
    if (each.meant.replace(/_FILE$/, '') in own || each.meant in own) log.warn(each, misspeltText(each));
  }
}

/** Returns the hider of mail addresses, if the settings ask for one. */
function hider({ LOG_ADDRESSES, LOG_HASH_KEY }: Static<TObject<typeof serviceConfig>>) {
  return LOG_ADDRESSES === 'hash' && LOG_HASH_KEY ? addressHider(LOG_HASH_KEY) : undefined;
}

/** Resolves on SIGINT, SIGTERM, SIGHUP (a terminal that closed), or when the supervising process that holds our channel is gone. */
function stopSignal(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        log.debug({ signal }, 'signal');
        resolve();
      });
    }
    if (process.channel) process.on('disconnect', resolve);
  });
}
