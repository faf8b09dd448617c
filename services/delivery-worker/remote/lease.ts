import { setTimeout as sleep } from 'node:timers/promises';
import { extendLease } from '@postroom/transit';
import type { RemoteContext } from './context.ts';

const SMARTHOST_WAIT_MS = 30_000;
const SMARTHOST_POLL_MS = 250;

/** Extends the claim on deliveries until it is disposed. The caller removes settled ones from `open`. */
export function holdClaims(context: RemoteContext, open: ReadonlySet<string>): Disposable {
  const { leaseMs } = context.settings;
  return every(leaseMs / 3, context, () => extendLease(context.pool, [...open], leaseMs));
}

/**
 * Takes a slot for a connection to a destination and keeps it until it is disposed. Returns null when all slots are taken: then other
 * workers are busy there and will deliver everything. The slots of a smarthost are shared by all destinations, so for these it waits.
 */
export async function takeSlot(context: RemoteContext, destination: string): Promise<AsyncDisposable | null> {
  const { slots, settings, stopping } = context;
  const name = settings.smarthost ? 'smarthost' : `to:${destination}`;
  const slotMs = Math.ceil((settings.leaseMs * 2) / 3);
  const until = performance.now() + (settings.smarthost ? SMARTHOST_WAIT_MS : 0);
  for (;;) {
    const slot = await slots.take(name, settings.connectionsPerDestination, slotMs);
    if (slot) {
      const renewing = every(slotMs / 3, context, () => slot.renew());
      return {
        async [Symbol.asyncDispose]() {
          renewing[Symbol.dispose]();
          // A slot that cannot be released lapses by itself.
          await slot.release().catch((error: unknown) => context.log.warn({ err: error }, 'slot not released'));
        },
      };
    }
    if (stopping.aborted || performance.now() >= until) return null;
    await sleep(SMARTHOST_POLL_MS);
  }
}

function every(ms: number, { log }: RemoteContext, work: () => Promise<unknown>): Disposable {
  const timer = setInterval(() => {
    work().catch((error: unknown) => log.warn({ err: error }, 'lease not renewed'));
  }, ms);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}
