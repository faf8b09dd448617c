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
    help: '1, with the version and revision that run',
    labelNames: ['version', 'revision'],
    registers: [registry],
  }).set(buildInfo, 1);
  return registry;
}

export { Counter, Gauge, Histogram };
