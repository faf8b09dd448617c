import type { LoginWatch } from '@postroom/directory';
import type { DueSubscription, PushQueue, PushSender } from '@postroom/push';
import { changedStates, stateChange, TYPES } from '../states.ts';

export interface PusherOptions {
  readonly queue: PushQueue;
  readonly send: PushSender;
  readonly logins: Pick<LoginWatch, 'isGood'>;
  /** How often it is looked who is behind, ms. */
  readonly everyMs?: number;
  onError(error: unknown): void;
}

/** Subscriptions that are told at once, each of another account: a push service that never answers holds up nobody but whom it serves. */
const AT_ONCE = 100;

/**
 * Tells push services what changed (RFC 8620 7.2). Postgres says who is behind: whoever looks next takes it up, so nothing is lost with a
 * notice, and each change is told by one process. What changes between two looks is told together.
 */
export class Pusher implements AsyncDisposable {
  readonly #options: Required<PusherOptions>;
  readonly #timer: NodeJS.Timeout;
  /** By account. */
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
      // What fails here comes due again when its lease is over.
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

/** Null: nothing of interest has changed. */
function messageFor({ accountId, id, code, toldState, state, types }: DueSubscription): object | null {
  // RFC 8620 7.2.2
  if (code !== null) return { '@type': 'PushVerification', pushSubscriptionId: id, verificationCode: code };
  const wanted = TYPES.filter((type) => types === null || types.includes(type));
  const changed = changedStates(accountId, wanted, toldState ?? undefined, state);
  return Object.keys(changed).length === 0 ? null : stateChange(changed);
}
