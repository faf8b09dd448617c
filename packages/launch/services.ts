import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessSpec } from './process.ts';

/** Services in the order of starting: the mailbox store first, since it owns the database. */
export const serviceNames = [
  'mailbox-store',
  'delivery-worker',
  'imap-access',
  'pop3-access',
  'web-access',
  'smtp-ingress',
] as const;
export type ServiceName = (typeof serviceNames)[number];

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The folder in which Node keeps compiled sources. With it a service need not load the TypeScript stripper, so it starts
 * faster and uses less memory. It is in the checkout, so that nobody else can put code there; without write access Node
 * works without it.
 */
export const compileCache = join(root, 'node_modules', '.cache', 'compile');

/** The folder in which `npm test` keeps the services as bundles (dev/bundle), with a subfolder for each state of the sources. */
export const bundledServices = join(root, 'node_modules', '.cache', 'services');

/** The variable that names a folder of bundles to run instead of the sources. */
export const BUNDLES = 'SERVICE_BUNDLES';

/**
 * A small young generation. Mail services make much short-lived garbage: collected often, it stays in the processor's cache and
 * frees its buffers, while a large young generation lets them pile up until the whole heap is marked. It also saves memory with thousands
 * of idle sessions (docs/performance.md).
 */
const youngGeneration = '--max-semi-space-size=4';

/**
 * Room before the whole heap is marked. V8 counts buffers of messages in transit as heap, and would otherwise mark it every few
 * hundred messages (docs/performance.md).
 */
const roomForBuffers = '--initial-old-space-size=96';

/**
 * After 8 s with little work V8 releases memory and forgets what it learned of the code, so the next messages take much more CPU
 * (docs/performance.md). Services with many waiting sessions do release it.
 */
const keepsWarm = '--no-memory-reducer';

/** The services that transport messages. */
const carriers: ReadonlySet<ServiceName> = new Set(['smtp-ingress', 'delivery-worker']);

/**
 * Returns how to run a service of this checkout.
 * @param label marks its output, where several of one service run
 * @param env its whole environment, including HEALTH_PORT
 */
export function serviceSpec(
  service: ServiceName,
  env: Readonly<Record<string, string | undefined>>,
  options: { label?: string; restart?: boolean } = {},
): ProcessSpec {
  const port = Number(env.HEALTH_PORT);
  return {
    name: options.label ?? service,
    command: process.execPath,
    args: [...nodeArguments(service), program(service)],
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache, ...env },
    channel: true,
    restart: options.restart ?? false,
    // A service ends itself when its sessions had their grace period; this is for one that hangs.
    stopWithin: (Number(env.STOP_GRACE_SECONDS || 10) + 10) * 1_000,
    isReady: () => serviceHealth(port),
  };
}

function nodeArguments(service: ServiceName): string[] {
  return carriers.has(service) ? [youngGeneration, roomForBuffers, keepsWarm] : [youngGeneration];
}

function program(service: ServiceName): string {
  const bundles = process.env[BUNDLES];
  return bundles ? join(bundles, 'services', service, 'main.mjs') : join(root, 'services', service, 'main.ts');
}

/** Returns whether a service reports that it is ready. */
export async function serviceHealth(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
