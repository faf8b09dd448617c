import type { LoginWatch } from '@postroom/directory';
import type { DueSubscription, PushQueue, PushSender } from '@postroom/push';
import { changedStates, stateChange, TYPES } from '../states.ts';

export interface PusherOptions {
  readonly queue: PushQueue;
  readonly send: PushSender;
  readonly logins: Pick<LoginWatch, 'isGood'>;
  /** The interval, in milliseconds, at which subscriptions are searched that are behind. */
  readonly everyMs?: number;
  onError(error: unknown): void;
}

/** Subscriptions served at once, each of another account: a push service that never answers delays only its own account. */
const AT_ONCE = 100;

/**
 * Sends changes to push services (RFC 8620 7.2). Postgres knows which subscriptions are behind, so that no change is lost with a notice,
 * and only one process sends each change. Changes between two searches are sent together.
 */
export class Pusher implements AsyncDisposable {
  readonly #options: Required<PusherOptions>;
  readonly #timer: NodeJS.Timeout;
  /** The running transmissions by account. */
  readonly #sending = new Map<number, Promise<void>>();
  #looking: Promise<void> | undefined;
  #isOver = false;

  constructor(options: PusherOptions) {
    this.#options = { everyMs: 1_000, ...options };
    this.#timer = setInterval(() => this.#look(), this.#options.everyMs);
    this.#timer.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#timer);
    await this.#looking;
    await Promise.all(this.#sending.values());
  }

  #look(): void {
    this.#looking ??= this.#takeUp()
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #takeUp(): Promise<void> {
    const { queue, onError } = this.#options;
    await queue.forgetExpired();
    const room = AT_ONCE - this.#sending.size;
    if (room === 0 || this.#isOver) return;
    for (const each of await queue.take(room, [...this.#sending.keys()])) {
      // A subscription whose transmission fails with an error is due again after its lease.
      const sent = this.#send(each).catch(onError);
      this.#sending.set(
        each.accountId,
        sent.then(() => {
          this.#sending.delete(each.accountId);
          if (!this.#isOver) this.#look();
        }),
      );
    }
  }

  async #send(due: DueSubscription): Promise<void> {
    const { queue, send, logins } = this.#options;
    // RFC 8620 7.2: a subscription ends with the login that made it.
    if (!(await logins.isGood(due))) return queue.forget(due);
    const message = messageFor(due);
    const result = message === null ? 'sent' : await send(due, message);
    if (result === 'sent') await queue.succeeded(due);
    else if (result === 'gone') await queue.forget(due);
    else await queue.failed(due, result.againAfterSeconds);
  }
}

/** Returns the message for a subscription; null when nothing of interest has changed. */
function messageFor({ accountId, id, code, toldState, state, types }: DueSubscription): object | null {
  // RFC 8620 7.2.2
  if (code !== null) return { '@type': 'PushVerification', pushSubscriptionId: id, verificationCode: code };
  const wanted = TYPES.filter((type) => types === null || types.includes(type));
  const changed = changedStates(accountId, wanted, toldState ?? undefined, state);
  return Object.keys(changed).length === 0 ? null : stateChange(changed);
}
