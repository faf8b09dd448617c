import { readFile } from 'node:fs/promises';
import type { SupervisedProcess } from '@postroom/launch';

/** Returns the HTTP status of a path at a service's health port. */
export async function healthStatus({ spec }: SupervisedProcess, path: '/healthz' | '/readyz'): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${spec.env.HEALTH_PORT}${path}`);
  await response.body?.cancel();
  return response.status;
}

/** Returns the most memory that the process has had, in bytes (Linux). */
export async function peakMemory({ pid }: SupervisedProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
