import type { Environment } from './environment.ts';
import { freePorts } from './ports.ts';
import { type ProcessReports, SupervisedProcess } from './process.ts';
import { type ServiceName, serviceSpec } from './services.ts';

/**
 * The order of starting. The mailbox store owns the database; the delivery workers start before the services that give them work.
 * Stopping is in reverse order: first nothing is accepted any more, then the queue stops, then the store.
 */
const stages: readonly (readonly ServiceName[])[] = [
  ['mailbox-store'],
  ['delivery-worker'],
  ['imap-access', 'pop3-access', 'web-access', 'smtp-ingress'],
];

export interface FleetOptions {
  readonly services: readonly ServiceName[];
  readonly env: Environment;
  /** How many processes of each service; one by default. */
  readonly counts?: Partial<Record<ServiceName, number>>;
  readonly restart?: boolean;
  /** The first health port; others follow in the order of starting. Free ports by default. */
  readonly firstHealthPort?: number | undefined;
  readonly reports?: ProcessReports;
  /** Called whenever another process is ready. */
  readonly onReady?: (label: string) => void;
}

/** The service processes of one platform. */
export class Fleet implements AsyncDisposable {
  readonly #options: FleetOptions;
  readonly #stages: SupervisedProcess[][] = [];
  #stopped = false;

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Starts the processes stage by stage, those of a stage together. @throws when one fails; stop() ends the others */
  async start(): Promise<void> {
    for (const stage of stages) {
      if (this.#stopped) throw new Error('stopped while starting');
      const services = stage.filter((service) => this.#options.services.includes(service));
      if (services.length > 0) await this.#startStage(services);
    }
  }

  /** The running processes, with names such as `imap-access`, or `delivery-worker-2` where there are several. */
  get processes(): readonly SupervisedProcess[] {
    return this.#stages.flat();
  }

  /** @throws when there is no process with that label */
  process(label: string): SupervisedProcess {
    const found = this.processes.find((one) => one.spec.name === label);
    if (found === undefined) throw new Error(`no process ${label} in this platform`);
    return found;
  }

  /** Stops all processes. May be called while start() is running. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((one) => one.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #healthPorts(count: number): Promise<number[]> {
    const first = this.#options.firstHealthPort;
    if (first === undefined) return freePorts(count);
    const next = first + this.processes.length;
    return Array.from({ length: count }, (_, index) => next + index);
  }

  async #startStage(services: readonly ServiceName[]): Promise<void> {
    const options = this.#options;
    const labels = services.flatMap((service) => labelsOf(service, options.counts?.[service] ?? 1));
    const healthPorts = await this.#healthPorts(labels.length);
    if (this.#stopped) return;
    const stage = labels.map(({ service, label }, index) => {
      const env = { ...options.env, HEALTH_PORT: String(healthPorts[index]) };
      const spec = serviceSpec(service, env, { label, restart: options.restart ?? false });
      return new SupervisedProcess(spec, options.reports);
    });
    this.#stages.push(stage);
    await Promise.all(
      stage.map(async (one) => {
        await one.start();
        options.onReady?.(one.spec.name);
      }),
    );
  }
}

function labelsOf(service: ServiceName, count: number): { service: ServiceName; label: string }[] {
  if (count === 1) return [{ service, label: service }];
  return Array.from({ length: count }, (_, index) => ({ service, label: `${service}-${index + 1}` }));
}
