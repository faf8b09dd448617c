import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { buildInfo } from './build-info.ts';

export type Metrics = Registry;

/** Returns the registry of one process, including Node's own metrics (event loop delay, memory, CPU). */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'postroom_build_info',
    help: 'Always 1, with the running version and revision',
    labelNames: ['version', 'revision'],
    registers: [registry],
  }).set(buildInfo, 1);
  return registry;
}

export { Counter, Gauge, Histogram };
