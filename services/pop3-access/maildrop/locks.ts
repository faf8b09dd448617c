import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot, Slots } from '@postroom/queue/signals';
import { MailError } from '@postroom/types';
import type { SessionLog } from '../session/log.ts';

/** A place left by a process that died is free after this; a living one renews it in time. */
const TTL_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
/** A program that reconnects right after it lost its connection meets its own old session; that takes a moment to go. */
const patienceMs = [0, 100, 300];

/** The exclusive access to a maildrop that RFC 1939 4 asks for, across all processes. */
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

  /** Takes the lock. Throws in-use, or unavailable while nobody can tell. */
  async take(accountId: number): Promise<void> {
    for (const wait of patienceMs) {
      if (wait > 0) await sleep(wait);
      if (await this.#try(accountId)) return;
    }
    throw new MailError('in-use', 'Another session has the maildrop');
  }

  /** Gives the lock back. Never throws: what cannot be given back lapses. */
  async release(accountId: number): Promise<void> {
    const slot = this.#held.get(accountId);
    this.#held.delete(accountId);
    try {
      await slot?.release();
    } catch (error) {
      this.#log.warn({ err: error, accountId }, 'maildrop lock not given back');
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#renewal);
  }

  async #try(accountId: number): Promise<boolean> {
    if (this.#held.has(accountId)) return false;
    const slot = await this.#takeSlot(accountId);
    // Another session of this process may have been quicker while we waited.
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

  /** A lock that was lost (Redis was wiped) is taken anew. Losing it is harmless: deletions name their messages by uid. */
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
