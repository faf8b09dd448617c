import type { Session } from '@postroom/jmap/types';
import { retrySeconds } from '../format/retry.ts';
import { type Call, type First, FirstAnswers } from './first.ts';
import { bareId, ownerOf, withOwner, withoutOwner } from './ids.ts';
import { Turns } from './turns.ts';

/** Capabilities of which the page uses methods or properties. */
const USING = [
  ...['core', 'mail', 'submission', 'vacationresponse', 'quota', 'mail:snooze', 'mdn', 'principals', 'blob'].map(
    (name) => `urn:ietf:params:jmap:${name}`,
  ),
  ...['redirect', 'deliverytimes', 'queue', 'dsn'].map((name) => `urn:postroom:jmap:${name}`),
];

/** Ms after which the server counts as not reached. */
const ANSWER_MS = 60_000;
/** Objects of one call, where the server does not say. */
const MAX_OBJECTS = 200;
/** Calls of one request, where it does not say. */
const MAX_CALLS = 16;

/** Requests at once, where it does not say. */
const MAX_REQUESTS = 4;
/** Of those that it allows this window has a part: other windows of the person have theirs, and what was given up ends a moment later. */
const PART_OF_REQUESTS = 0.75;
/** How often one is tried that came when there were too many, and ms between the first two times; then more. */
const TRIES = 12;
const BUSY_MS = 200;

/** Who asked has given it up. */
const NOBODY_WAITS = 'nobody waits for the answer';

export type Args = Record<string, unknown>;
export type Invocation = [name: string, args: Args];

/** What went wrong with a request: `offline` when no server answered, `signed-out` when the session has ended. */
export class RequestFailed extends Error {
  readonly kind: 'offline' | 'signed-out' | 'refused';
  readonly status: number;
  /** Of a method's error (RFC 8620 3.6.2), or the limit that a request is over (3.6.1). */
  readonly type: string;
  /** When it was asked, ms since the page began. */
  readonly asked: number;
  /** After which the server may do it, where it says so. */
  retrySeconds: number | undefined;

  /** @param message for those who look for the fault; people are told why by the kind, status and type */
  constructor(kind: RequestFailed['kind'], message: string, status = 0, type = '', asked = performance.now()) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.type = type;
    this.asked = asked;
  }
}

/** fetch, with errors as this page knows them. */
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

/** What an answer that is none came to. @param asked when, ms since the page began */
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
 * Whether what stands in front of the server gave the answer, since it is away: 502 to 504, or one of the numbers that some have made up; or
 * the server did as it ends. Its own refusals are problem documents (RFC 9457).
 */
function isGateways(status: number, type: string | null): boolean {
  return status > 501 && !type?.startsWith('application/problem+json');
}

/** Sends a request, again where there were too many at once: nothing of it was done then. */
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

/** @param signal ends it: whoever nobody waits for any more keeps no turn */
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

/** What an answer says; one that breaks off is none. */
async function whole<Answer>(response: Response, signal?: AbortSignal): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch {
    if (signal?.aborted) throw new RequestFailed('refused', NOBODY_WAITS);
    throw new RequestFailed('offline', 'The answer broke off');
  }
}

/** A text that was cut inside of a character is no I-JSON (RFC 8620 1.5), and the whole request would be refused. */
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

/** What an upload that was answered otherwise than well came to. */
export function refusal(xhr: XMLHttpRequest, said = xhr.responseText): RequestFailed {
  const { status } = xhr;
  if (isGateways(status, xhr.getResponseHeader('content-type')))
    return new RequestFailed('offline', 'What is in front of the server cannot reach it');
  const failure = new RequestFailed(status === 401 ? 'signed-out' : 'refused', said.slice(0, 200), status);
  failure.retrySeconds = retrySeconds(xhr.getResponseHeader('retry-after'));
  return failure;
}

/** RFC 8620 3.4. */
interface ApiAnswer {
  readonly methodResponses: readonly Call[];
  readonly sessionState: string;
}

/** JMAP, RFC 8620, of an account and of what others share with it. */
export class JmapClient {
  readonly session: Session;
  readonly accountId: string;
  /** Objects of one call (RFC 8620 2). */
  readonly maxObjects: number;
  /** Calls of one request. */
  readonly maxCalls: number;
  readonly #turns: Turns;
  #first: FirstAnswers;
  /** The session is another one by now (RFC 8620 3.4). */
  isOld = false;
  /** What was asked before that was asked as somebody else, perhaps; ms since the page began. */
  readonly since = performance.now();

  /** @param session as the server gave it, now or before a connection was lost */
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
   * The same with the answers to what the page asks first.
   * @param asBegun what the browser was told to fetch as the page began; it is for who was signed in then, and for nobody later
   */
  static async begin(asBegun: boolean): Promise<JmapClient> {
    try {
      const { session, answered } = await whole<First>(await request(`/jmap/first${asBegun ? '' : '?anew'}`));
      return new JmapClient(session, answered);
    } catch (error) {
      // A server of the release before has no such thing.
      if (!(error instanceof RequestFailed) || error.kind !== 'refused') throw error;
      return JmapClient.open();
    }
  }

  /** Whether the answer to a call of that name is here before it is asked for. */
  foresees(name: string): boolean {
    return this.#first.has(name);
  }

  /** What was answered before it was asked for, and was not asked for, grows old. */
  forgetFirst(): void {
    this.#first = new FirstAnswers();
  }

  /**
   * Several calls in one request; each may refer to those before it, and is about one's own account where it names none. Ids of another
   * account's answer name it (ids.ts). A method's error is thrown.
   * @param signal that nobody waits for the answer any more: the server stops looking for it
   */
  async call(calls: readonly Invocation[], signal?: AbortSignal): Promise<Args[]> {
    const methodCalls = calls.map(([name, args], at) => {
      const all: Args = { accountId: this.accountId, ...args };
      return [name, withoutOwner(all, [all.accountId, all.fromAccountId]), String(at)] as const;
    });
    const methodResponses = this.#first.take(methodCalls) ?? (await this.#askNow(methodCalls, signal));
    const failed = methodResponses.find(([name]) => name === 'error')?.[1];
    if (failed) throw new RequestFailed('refused', String(failed.description ?? failed.type), 0, String(failed.type));
    // An implicit Email/set comes behind the call that asked for it.
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

  /** A request, when it is its turn. */
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

  /** Sends a file; `progress` hears how many octets have gone. */
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
