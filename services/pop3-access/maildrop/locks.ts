import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot, Slots } from '@postroom/queue/signals';
import { MailError } from '@postroom/types';
import type { SessionLog } from '../session/log.ts';

/** The lock of a process that died lapses after this time; a living process renews it earlier. */
const TTL_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
/** Waits between attempts. A program that reconnects right after a lost connection finds its old session, which takes a moment to end. */
const patienceMs = [0, 100, 300];

/** Exclusive access to a maildrop across all processes, which RFC 1939 4 demands. */
export class MaildropLocks implements Disposable {
  readonly #slots: Slots;
  readonly #log: Pick<SessionLog, 'warn'>;
  readonly #held = new Map<number, Slot>();
  readonly #renewal: NodeJS.Timeout;

  constructor(slots: Slots, log: Pick<SessionLog, 'warn'>) {
    this.#slots = slots;
    this.#log = log;
    this.#renewal = setInterval(() => void this.#renewAll(), RENEW_EVERY_MS).unref();
  }

  /** Takes the lock. Throws in-use, or unavailable while Redis cannot be asked. */
  async take(accountId: number): Promise<void> {
    for (const wait of patienceMs) {
      if (wait > 0) await sleep(wait);
      if (await this.#try(accountId)) return;
    }
    throw new MailError('in-use', 'The maildrop is in use by another session');
  }

  /** Releases the lock. Never throws: a lock that cannot be released lapses. */
  async release(accountId: number): Promise<void> {
    const slot = this.#held.get(accountId);
    this.#held.delete(accountId);
    try {
      await slot?.release();
    } catch (error) {
      this.#log.warn({ err: error, accountId }, 'maildrop lock not released');
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#renewal);
  }

  async #try(accountId: number): Promise<boolean> {
    if (this.#held.has(accountId)) return false;
    const slot = await this.#takeSlot(accountId);
    // Another session of this process may have taken the lock while we waited.
    if (slot && this.#held.has(accountId)) await slot.release();
    if (!slot || this.#held.has(accountId)) return false;
    this.#held.set(accountId, slot);
    return true;
  }

  async #takeSlot(accountId: number): Promise<Slot | null> {
    try {
      return await this.#slots.take(`pop3:${accountId}`, 1, TTL_MS);
    } catch (error) {
      throw new MailError('unavailable', 'The lock service does not answer', { cause: error });
    }
  }

  async #renewAll(): Promise<void> {
    await Promise.all([...this.#held.keys()].map((accountId) => this.#renew(accountId)));
  }

  /** Renews a lock, or takes it again if it was lost (Redis was wiped). A loss is harmless: deletions name their messages by uid. */
  async #renew(accountId: number): Promise<void> {
    try {
      const slot = this.#held.get(accountId);
      if (!slot || (await slot.renew())) return;
      const again = await this.#takeSlot(accountId);
      if (again && this.#held.get(accountId) === slot) this.#held.set(accountId, again);
      else await again?.release();
    } catch (error) {
      this.#log.warn({ err: error, accountId }, 'maildrop lock not renewed');
    }
  }
}
