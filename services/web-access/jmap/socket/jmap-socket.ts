import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
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

/** The interval at which the server checks whether the client is still there. */
const PING_MS = 30_000;
/** Requests that may wait for earlier ones; a client with more of them does not wait for responses. */
const MAX_QUEUED = 100;
/** The time without progress after which a client counts as not reading its response. */
const STALLED_MS = 60_000;
/** The most octets of notices waiting for a client, and the most notices waiting for the end of its request. */
const MAX_WAITING = 1024 * 1024;
const MAX_NOTICES = 1_000;
const MAX_ID = 255;

export interface JmapSocketOptions {
  readonly services: Services;
  readonly hub: StateHub;
  readonly login: Authenticated;
  readonly turnstile: Turnstile;
  /** The TCP connection below the WebSocket. */
  readonly connection: Socket;
  /** Returns the response to a request (RFC 8620 3.4). Throws RequestError. */
  answer(parsed: Json): Promise<object>;
}

/** One connection (RFC 8887). It answers one request after the other and reads nothing while it works on one. */
export class JmapSocket {
  readonly #socket: WebSocket;
  readonly #options: JmapSocketOptions;
  readonly #push: StatePush;
  readonly #queue: Buffer[] = [];
  #isWorking = false;
  #isAlive = true;
  /** Notices of changes made while a request is answered. */
  readonly #notices: object[] = [];

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
    // An error of the client already has its close code.
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
      this.#socket.close(UNSUPPORTED_DATA, 'Binary messages are not supported');
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
    for (const notice of this.#notices.splice(0)) this.#notify(notice);
    this.#socket.resume();
  }

  async #handle(data: Buffer): Promise<void> {
    let requestId: string | null = null;
    try {
      const message = parseBody(data, this.#options.services.settings.limits);
      if (!isObject(message)) throw new RequestError('notRequest', 'A message must be an object');
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
        using _place = turnstile.enter(login.accountId, octets);
        const response = await answer(message);
        await this.#send({ '@type': 'Response', ...(requestId !== null && { requestId }), ...response });
        return;
      }
      case 'WebSocketPushEnable':
        return this.#push.enable(message);
      case 'WebSocketPushDisable':
        return this.#push.disable();
      default:
        throw new RequestError(
          'notRequest',
          'The @type of a message must be Request, WebSocketPushEnable or WebSocketPushDisable',
        );
    }
  }

  /** Sends a message and waits until the system has taken it. A client that does not read is disconnected. */
  async #send(message: object): Promise<void> {
    const { connection } = this.#options;
    const letGo = (): void => this.#socket.terminate();
    connection.setTimeout(STALLED_MS, letGo);
    await new Promise<void>((sent) => this.#socket.send(JSON.stringify(message), () => sent()));
    connection.setTimeout(0, letGo);
  }

  /** Sends a notice; while a request is worked on, it waits for the response, so that a stalled response is noticed. */
  #notify(notice: object): void {
    if (this.#isWorking) {
      this.#notices.push(notice);
      if (this.#notices.length > MAX_NOTICES) this.#socket.terminate();
      return;
    }
    this.#socket.send(JSON.stringify(notice));
    if (this.#socket.bufferedAmount > MAX_WAITING) this.#socket.terminate();
  }

  /** Pings the client. During a request no pong would be read; then the response has to make progress instead. */
  #ping(): void {
    if (this.#isWorking) return;
    if (this.#isAlive) this.#socket.ping();
    else this.#socket.terminate();
    this.#isAlive = false;
  }
}

function idOf(message: JsonObject): string | null {
  const id = own(message, 'id') ?? null;
  if (id !== null && (typeof id !== 'string' || id.length > MAX_ID))
    throw new RequestError('notRequest', 'The id of a request must be a short string');
  return id;
}

/** Returns the problem for an error (RFC 8887 4.3.3); undefined for an unexpected one. */
function problemOf(error: unknown): object | undefined {
  if (error instanceof RequestError) return error.problem();
  return isMailError(error) ? { type: 'about:blank', status: 503, detail: error.message } : undefined;
}
