import { isUtf8 } from 'node:buffer';
import type { Authenticated } from '@postroom/directory';
import { isObject, type Json, type JsonObject, own, parseBody, RequestError } from '@postroom/jmap';
import { isMailError } from '@postroom/types';
import type { WebSocket } from 'ws';
import type { Services } from '../../services.ts';
import type { StateHub } from '../events/state-hub.ts';
import type { Turnstile } from '../turnstile.ts';
import { StatePush } from './state-push.ts';

/** RFC 6455 7.4.1 */
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;

/** How often it is looked whether the client is still there. */
const PING_MS = 30_000;
/** Requests that wait for those before them; with more the client does not wait for answers. */
const MAX_QUEUED = 100;
/** Octets of notices that wait for a client. */
const MAX_WAITING = 1024 * 1024;
const MAX_ID = 255;

export interface JmapSocketOptions {
  readonly services: Services;
  readonly hub: StateHub;
  readonly login: Authenticated;
  readonly turnstile: Turnstile;
  /** The response to a request (RFC 8620 3.4). Throws RequestError. */
  answer(parsed: Json): Promise<object>;
}

/** One connection (RFC 8887): its requests are answered one after the other, and nothing more is read meanwhile. */
export class JmapSocket {
  readonly #socket: WebSocket;
  readonly #options: JmapSocketOptions;
  readonly #push: StatePush;
  readonly #queue: Buffer[] = [];
  #isWorking = false;
  #isAlive = true;
  #waited = 0;

  constructor(socket: WebSocket, options: JmapSocketOptions) {
    this.#socket = socket;
    this.#options = options;
    const { services, hub, login } = options;
    this.#push = new StatePush({ services, hub, accountId: login.accountId, send: (notice) => this.#notify(notice) });
    const unwatch = services.logins.watch(login, () => socket.close(POLICY_VIOLATION, 'Logged out'));
    const pings = setInterval(() => this.#ping(), PING_MS);
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // What the client did wrong has its close code already.
    socket.on('error', () => {});
    socket.once('close', () => {
      clearInterval(pings);
      unwatch();
      this.#push.disable();
      this.#queue.length = 0;
    });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#isAlive = true;
    if (isBinary || !isUtf8(data)) {
      this.#socket.close(UNSUPPORTED_DATA, 'Messages are text');
    } else if (this.#queue.length >= MAX_QUEUED) {
      this.#socket.close(POLICY_VIOLATION, 'Too many requests at once');
    } else {
      this.#queue.push(data);
      if (!this.#isWorking) void this.#work();
    }
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    this.#socket.pause();
    try {
      for (let data = this.#queue.shift(); data; data = this.#queue.shift()) await this.#handle(data);
    } catch (err) {
      this.#options.services.log.error({ err }, 'a WebSocket message could not be handled');
      this.#socket.close(INTERNAL_ERROR);
    }
    this.#isWorking = false;
    this.#isAlive = true;
    this.#socket.resume();
  }

  async #handle(data: Buffer): Promise<void> {
    let requestId: string | null = null;
    try {
      const message = parseBody(data, this.#options.services.settings.limits);
      if (!isObject(message)) throw new RequestError('notRequest', 'A message is an object');
      requestId = idOf(message);
      await this.#carryOut(message, requestId, data.length);
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      await this.#send({ '@type': 'RequestError', requestId, ...problem });
    }
  }

  /** RFC 8887 4.3. */
  async #carryOut(message: JsonObject, requestId: string | null, octets: number): Promise<void> {
    const { login, turnstile, answer } = this.#options;
    switch (own(message, '@type')) {
      case 'Request': {
        const leave = turnstile.enter(login.accountId, octets);
        try {
          const response = await answer(message);
          await this.#send({ '@type': 'Response', ...(requestId !== null && { requestId }), ...response });
        } finally {
          leave();
        }
        return;
      }
      case 'WebSocketPushEnable':
        return this.#push.enable(message);
      case 'WebSocketPushDisable':
        return this.#push.disable();
      default:
        throw new RequestError('notRequest', 'The @type of a message is Request or WebSocketPush…');
    }
  }

  /** Until it has been taken over by the system: who reads nothing sends nothing more. */
  async #send(message: object): Promise<void> {
    await new Promise<void>((sent) => this.#socket.send(JSON.stringify(message), () => sent()));
  }

  #notify(notice: object): void {
    this.#socket.send(JSON.stringify(notice));
    if (!this.#isWorking && this.#socket.bufferedAmount > MAX_WAITING) this.#socket.terminate();
  }

  /** While a request is worked on no pong is read; then it has to be seen that its response goes on. */
  #ping(): void {
    const waits = this.#socket.bufferedAmount;
    const isStuck = this.#isWorking ? waits > 0 && waits === this.#waited : !this.#isAlive;
    if (isStuck) this.#socket.terminate();
    this.#waited = waits;
    this.#isAlive = false;
    if (!isStuck) this.#socket.ping();
  }
}

function idOf(message: JsonObject): string | null {
  const id = own(message, 'id') ?? null;
  if (id !== null && (typeof id !== 'string' || id.length > MAX_ID))
    throw new RequestError('notRequest', 'The id of a request is a short string');
  return id;
}

/** RFC 8887 4.3.3; undefined for what nobody expected. */
function problemOf(error: unknown): object | undefined {
  if (error instanceof RequestError) return error.problem();
  return isMailError(error) ? { type: 'about:blank', status: 503, detail: error.message } : undefined;
}
