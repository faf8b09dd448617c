import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessSpec } from './process.ts';

/** In the order in which they start: the mailbox store first, since it owns the database. */
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
 * Node keeps here what it makes of the sources. A service that finds it need not load the TypeScript stripper: it starts a
 * fifth faster and is 30 MB smaller. In the checkout, so that nobody else can put code there; where the checkout cannot
 * be written to, Node does without.
 */
export const compileCache = join(root, 'node_modules', '.cache', 'compile');

/** Where `npm test` keeps the services as bundles (dev/bundle), a folder for each state of the sources. */
export const bundledServices = join(root, 'node_modules', '.cache', 'services');

/** Names the folder whose bundles are to run instead of the sources. */
export const BUNDLES = 'SERVICE_BUNDLES';

/**
 * A small young generation. With thousands of idle sessions it is 20 MB less, and what serves mail makes much garbage that
 * dies at once: collected often, it stays in the processor's cache and takes its buffers with it, where a large one lets
 * them pile up until the whole heap is marked (measured: two fifths of smtp-ingress' CPU with 64 KiB messages).
 */
const youngGeneration = '--max-semi-space-size=4';

/**
 * Room before the whole heap is marked. V8 counts buffers of mail on their way as heap, and would mark its 30 MB for every few
 * hundred messages (docs/performance.md).
 */
const roomForBuffers = '--initial-old-space-size=96';

/**
 * After 8 s with little to do V8 gives back memory, and forgets with it what it knew of the code: the next mails take nearly twice the CPU, for
 * thousands of them (docs/performance.md). Services with many sessions that wait give back.
 */
const keepsWarm = '--no-memory-reducer';

/** Those that mail goes through. */
const carriers: ReadonlySet<ServiceName> = new Set(['smtp-ingress', 'delivery-worker']);

/**
 * How to run a service of this checkout.
 * @param label what its output is marked with, where several of one kind run
 * @param env its whole environment; HEALTH_PORT must be in it
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
    // The service ends itself when its sessions have had their grace; this is for one that hangs.
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

/** Whether a service says that it is ready to work. */
export async function serviceHealth(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
