import type { LoginNotices, LoginWatch } from '@postroom/directory';
import type { DueSubscription, PushQueue, PushResult, PushSender } from '@postroom/push';
import { changedStates, TYPES } from '../states.ts';
import { pushMessages } from './push-messages.ts';

export interface PusherOptions {
  readonly queue: PushQueue;
  readonly send: PushSender;
  readonly logins: Pick<LoginWatch, 'isGood'>;
  readonly loginNotices: LoginNotices;
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
  readonly #unsubscribe: () => void;
  /** The running checks of accounts whose logins may have ended. */
  readonly #checks = new Set<Promise<void>>();
  #looking: Promise<void> | undefined;
  #isOver = false;

  constructor(options: PusherOptions) {
    this.#options = { everyMs: 1_000, ...options };
    this.#timer = setInterval(() => this.#look(), this.#options.everyMs);
    this.#timer.unref();
    this.#unsubscribe = options.loginNotices.subscribe((accountId) => {
      if (accountId === null) return;
      const check = this.#forgetEnded(accountId).catch((error: unknown) => this.#options.onError(error));
      this.#checks.add(check);
      void check.then(() => this.#checks.delete(check));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#unsubscribe();
    await Promise.all(this.#checks);
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

  /** RFC 8620 7.2: a subscription ends with the login that made it, and its URL and keys are erased. */
  async #forgetEnded(accountId: number): Promise<void> {
    const { queue, logins } = this.#options;
    for (const each of await queue.ofAccount(accountId)) if (!(await logins.isGood(each))) await queue.forget(each);
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
    // The notice of the end of a login may be lost, and of the end of its time there is none.
    if (!(await logins.isGood(due))) return queue.forget(due);
    let result: PushResult = 'sent';
    for (const message of messagesFor(due)) {
      result = await send(due, message);
      if (result !== 'sent') break;
    }
    if (result === 'sent') await queue.succeeded(due);
    else if (result === 'gone') await queue.forget(due);
    else await queue.failed(due, result.againAfterSeconds);
  }
}

/** Returns the messages for a subscription; none when nothing of interest has changed. */
function messagesFor({ accountId, id, code, toldState, state, types }: DueSubscription): object[] {
  // RFC 8620 7.2.2
  if (code !== null) return [{ '@type': 'PushVerification', pushSubscriptionId: id, verificationCode: code }];
  const wanted = TYPES.filter((type) => types === null || types.includes(type));
  return pushMessages(changedStates(accountId, wanted, toldState ?? undefined, state));
}
