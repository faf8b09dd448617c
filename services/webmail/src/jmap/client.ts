import type { Session } from '@postroom/jmap/types';
import { retrySeconds } from '../format/retry.ts';
import { type Call, type First, FirstAnswers } from './first.ts';
import { bareId, ownerOf, withOwner, withoutOwner } from './ids.ts';
import { Turns } from './turns.ts';

/** The capabilities whose methods or properties the page uses. */
const USING = [
  ...['core', 'mail', 'submission', 'vacationresponse', 'quota', 'mail:snooze', 'mdn', 'principals', 'blob'].map(
    (name) => `urn:ietf:params:jmap:${name}`,
  ),
  ...['redirect', 'deliverytimes', 'queue', 'dsn', 'senderrules'].map((name) => `urn:postroom:jmap:${name}`),
];

/** Ms after which the server counts as unreachable. */
const ANSWER_MS = 60_000;
/** Objects per call, where the session gives no limit. */
const MAX_OBJECTS = 200;
/** Calls per request, where the session gives no limit. */
const MAX_CALLS = 16;

/** Concurrent requests, where the session gives no limit. */
const MAX_REQUESTS = 4;
/** This window's share of the allowed requests: the person may have other windows, and an aborted request ends on the server a moment later. */
const PART_OF_REQUESTS = 0.75;
/** How often a request is tried that was refused as one too many, and ms before the second attempt; the wait grows with each attempt. */
const TRIES = 12;
const BUSY_MS = 200;

/** The caller has aborted the request. */
const NOBODY_WAITS = 'nobody waits for the answer';

export type Args = Record<string, unknown>;
export type Invocation = [name: string, args: Args];

/** What went wrong with a request: `offline` when no server answered, `signed-out` when the session has ended. */
export class RequestFailed extends Error {
  readonly kind: 'offline' | 'signed-out' | 'refused';
  readonly status: number;
  /** The type of a method's error (RFC 8620 3.6.2), or the limit that the request exceeds (3.6.1). */
  readonly type: string;
  /** When the request was sent, ms since the page began. */
  readonly asked: number;
  /** Seconds after which the server may accept it, where the server says so. */
  retrySeconds: number | undefined;

  /** @param message for people who look for the fault; the person is told by kind, status and type */
  constructor(kind: RequestFailed['kind'], message: string, status = 0, type = '', asked = performance.now()) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.type = type;
    this.asked = asked;
  }
}

/** Calls `fetch` and turns its failures and error replies into `RequestFailed`. */
export async function request(path: string, { signal, ...init }: RequestInit = {}): Promise<Response> {
  const asked = performance.now();
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), signal].flatMap((each) => each ?? [])),
    });
  } catch {
    if (signal?.aborted) throw new RequestFailed('refused', NOBODY_WAITS);
    throw new RequestFailed('offline', 'The server cannot be reached');
  }
  if (response.ok) return response;
  throw await failureOf(response, asked);
}

/** Returns the failure that an error response stands for. @param asked when the request was sent, ms since the page began */
export async function failureOf(response: Response, asked?: number): Promise<RequestFailed> {
  if (isGateways(response.status, response.headers.get('content-type')))
    return new RequestFailed('offline', 'What is in front of the server cannot reach it', 0, '', asked);
  const { detail, limit } = await response.json().then(
    (problem: { detail?: string; limit?: string }) => problem,
    () => ({}) as { detail?: string; limit?: string },
  );
  const kind = response.status === 401 ? 'signed-out' : 'refused';
  const failure = new RequestFailed(kind, detail ?? '', response.status, limit, asked);
  failure.retrySeconds = retrySeconds(response.headers.get('retry-after'));
  return failure;
}

/**
 * Returns whether a proxy in front of the server wrote the response because the server is away (502 to 504, or a number of its own making), or
 * the server itself did as it stopped. The server's own refusals are problem documents (RFC 9457).
 */
function isGateways(status: number, type: string | null): boolean {
  return status > 501 && !type?.startsWith('application/problem+json');
}

/** Sends a request, and again where the server had too many at once: it then did nothing of the request. */
async function whenLetIn(send: () => Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const isOneTooMany = error instanceof RequestFailed && error.type === 'maxConcurrentRequests';
      if (!isOneTooMany || tries === TRIES) throw error;
      await pause(BUSY_MS * tries, signal);
    }
  }
}

/** Waits. @param signal ends the wait early, so that an aborted request keeps no turn */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}

/** Returns the body of a response as JSON; a response that breaks off throws `offline`. */
async function whole<Answer>(response: Response, signal?: AbortSignal): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch {
    if (signal?.aborted) throw new RequestFailed('refused', NOBODY_WAITS);
    throw new RequestFailed('offline', 'The answer broke off');
  }
}

/** Replaces half characters (lone surrogates), which are not I-JSON (RFC 8620 1.5): the server would refuse the whole request. */
function wholeCharacters(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

export async function sendJson(method: string, path: string, body?: unknown, init?: RequestInit): Promise<Response> {
  return request(path, {
    ...init,
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body, wholeCharacters) }),
  });
}

export function signIn(login: string, password: string): Promise<Response> {
  return sendJson('POST', '/session', { login, password });
}

export function signOut(): Promise<Response> {
  return request('/session', { method: 'DELETE' });
}

/** Returns the failure that an upload's error response stands for. */
export function refusal(xhr: XMLHttpRequest, said = xhr.responseText): RequestFailed {
  const { status } = xhr;
  if (isGateways(status, xhr.getResponseHeader('content-type')))
    return new RequestFailed('offline', 'What is in front of the server cannot reach it');
  const failure = new RequestFailed(status === 401 ? 'signed-out' : 'refused', said.slice(0, 200), status);
  failure.retrySeconds = retrySeconds(xhr.getResponseHeader('retry-after'));
  return failure;
}

/** The response to an API request (RFC 8620 3.4). */
interface ApiAnswer {
  readonly methodResponses: readonly Call[];
  readonly sessionState: string;
}

/** A JMAP client (RFC 8620) for an account and for what others share with it. */
export class JmapClient {
  readonly session: Session;
  readonly accountId: string;
  /** Most objects of one call (RFC 8620 2). */
  readonly maxObjects: number;
  /** Most calls of one request. */
  readonly maxCalls: number;
  readonly #turns: Turns;
  #first: FirstAnswers;
  /** Whether the server's session state has changed (RFC 8620 3.4), so that `session` is out of date. */
  isOld = false;
  /** When this client began, ms since the page began. Requests from before may have been somebody else's. */
  readonly since = performance.now();

  /** @param session from the server, now or before the connection was lost */
  constructor(session: Session, answered?: First['answered']) {
    this.session = session;
    this.#first = new FirstAnswers(answered);
    this.accountId = Object.values(session.primaryAccounts)[0] ?? '';
    const core = session.capabilities['urn:ietf:params:jmap:core'] as Partial<Record<string, number>> | undefined;
    this.maxObjects = Math.min(core?.maxObjectsInGet ?? MAX_OBJECTS, core?.maxObjectsInSet ?? MAX_OBJECTS);
    this.maxCalls = core?.maxCallsInRequest ?? MAX_CALLS;
    this.#turns = new Turns(Math.ceil((core?.maxConcurrentRequests ?? MAX_REQUESTS) * PART_OF_REQUESTS));
  }

  static async open(): Promise<JmapClient> {
    return new JmapClient(await whole<Session>(await request('/jmap/session')));
  }

  /**
   * Opens a client that already has the responses to the page's first requests.
   * @param asBegun uses what the browser fetched as the page began; false after a sign-in, because that was fetched for whoever was signed in then
   */
  static async begin(asBegun: boolean): Promise<JmapClient> {
    try {
      const { session, answered } = await whole<First>(await request(`/jmap/first${asBegun ? '' : '?anew'}`));
      return new JmapClient(session, answered);
    } catch (error) {
      // A server of the release before does not know this path.
      if (!(error instanceof RequestFailed) || error.kind !== 'refused') throw error;
      return JmapClient.open();
    }
  }

  /** Returns whether the response to a call of that name has come ahead of its request. */
  foresees(name: string): boolean {
    return this.#first.has(name);
  }

  /** Drops the responses that came ahead and were not used: they grow old. */
  forgetFirst(): void {
    this.#first = new FirstAnswers();
  }

  /**
   * Makes several calls in one request. A call may refer to those before it, and is about the person's own account unless it names another. Ids
   * in responses of another account get its id as a prefix (ids.ts). Throws a method's error as `refused`.
   * @param signal aborts the request, so that the server stops working on it
   */
  async call(calls: readonly Invocation[], signal?: AbortSignal): Promise<Args[]> {
    const methodCalls = calls.map(([name, args], at) => {
      const all: Args = { accountId: this.accountId, ...args };
      return [name, withoutOwner(all, [all.accountId, all.fromAccountId]), String(at)] as const;
    });
    const methodResponses = this.#first.take(methodCalls) ?? (await this.#askNow(methodCalls, signal));
    const failed = methodResponses.find(([name]) => name === 'error')?.[1];
    if (failed) throw new RequestFailed('refused', String(failed.description ?? failed.type), 0, String(failed.type));
    // The response of an implicit Email/set follows that of the call that caused it and has the same id, so the first is taken.
    return methodCalls.map(([, { accountId }, at]) => {
      const answer = methodResponses.find(([, , callId]) => callId === at)?.[1] ?? {};
      return accountId === this.accountId ? answer : withOwner(answer, String(accountId));
    });
  }

  async #askNow(methodCalls: readonly Call[], signal: AbortSignal | undefined): Promise<readonly Call[]> {
    const { methodResponses, sessionState } = await this.#ask({ using: USING, methodCalls }, signal);
    if (sessionState !== this.session.state) this.isOld = true;
    return methodResponses;
  }

  /** Sends a request when its turn comes. */
  #ask(body: object, signal: AbortSignal | undefined): Promise<ApiAnswer> {
    const send = (): Promise<Response> => sendJson('POST', '/jmap/api', body, { signal: signal ?? null });
    return this.#turns
      .run(async () => whole<ApiAnswer>(await whenLetIn(send, signal), signal), signal)
      .catch((error: unknown) => {
        throw signal?.aborted ? new RequestFailed('refused', NOBODY_WAITS) : error;
      });
  }

  async one<Answer>(name: string, args: Args): Promise<Answer> {
    return (await this.call([[name, args]]))[0] as Answer;
  }

  /** Uploads a file. @param progress called with the octets sent so far */
  upload(file: Blob, progress: (sent: number) => void, signal: AbortSignal): Promise<{ blobId: string; size: number }> {
    const xhr = new XMLHttpRequest();
    return new Promise((resolve, reject) => {
      xhr.open('POST', `/jmap/upload/${this.accountId}`);
      xhr.setRequestHeader('content-type', file.type || 'application/octet-stream');
      xhr.upload.onprogress = ({ loaded }) => progress(loaded);
      xhr.onload = () => (xhr.status < 300 ? resolve(JSON.parse(xhr.responseText)) : reject(refusal(xhr)));
      xhr.onerror = () => reject(new RequestFailed('offline', 'The server cannot be reached'));
      xhr.onabort = () => reject(new DOMException('canceled', 'AbortError'));
      signal.addEventListener('abort', () => xhr.abort());
      xhr.send(file);
    });
  }

  downloadUrl(blobId: string, name: string, type: string): string {
    const path = [ownerOf(blobId) ?? this.accountId, bareId(blobId)].map(encodeURIComponent).join('/');
    return `/jmap/download/${path}?${new URLSearchParams({ type, name: name || 'file' })}`;
  }
}
