import { retrySeconds } from '../format/retry.ts';
import type { Proof } from './proof/prove.ts';
import type { Challenge } from './proof/solve.ts';

export interface JoinableDomain {
  readonly name: string;
  readonly mode: 'open' | 'invitation' | 'approval';
  readonly names: 'ascii' | 'any';
}

export interface Rules {
  readonly domains: readonly JoinableDomain[];
  readonly nameLength: number;
  readonly passwordLength: number;
}

export interface Application {
  readonly name: string;
  readonly domain: string;
  readonly password: string;
  readonly displayName: string;
  readonly language: string;
  readonly code?: string;
  readonly reason?: string;
  readonly proof: Proof;
}

export type Joined =
  | { readonly state: 'joined'; readonly address: string }
  | { readonly state: 'pending'; readonly address: string; readonly token: string };

/** What the person signs in with. */
export interface Credentials {
  readonly address: string;
  readonly password: string;
}

export interface ApplicationState {
  readonly address: string;
  readonly state: 'pending' | 'approved' | 'refused';
  readonly word: string;
  readonly askedAt: string;
}

/**
 * The server's refusal. `fault` is the server's word for it, or `offline` when nobody replies, `too-often` and `busy` when it may work later,
 * `gone` when the object is not there, `unknown` when the reply makes no sense to this page.
 */
export class Refused extends Error {
  readonly fault: string;
  /** Seconds after which the reply may be different, where the server says so. */
  readonly retrySeconds: number | undefined;

  constructor(fault: string, retrySeconds?: number) {
    super(fault);
    this.fault = fault;
    this.retrySeconds = retrySeconds;
  }
}

const TYPE = 'urn:postroom:join:';

async function ask<Answer>(path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  let response: Response;
  try {
    response = await fetch(path, signal ? { ...init, signal } : init);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Refused(error instanceof TypeError ? 'offline' : 'unknown');
  }
  const answer = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as Answer;
  const type = String((answer as { type?: string } | undefined)?.type ?? '');
  const seconds = retrySeconds(response.headers.get('retry-after'));
  if (type.startsWith(TYPE)) throw new Refused(type.slice(TYPE.length), seconds);
  // A proxy in front of a server that is away writes no problem documents (RFC 9457).
  const isOwn = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const away = isOwn ? 'busy' : 'offline';
  const faults: Readonly<Record<number, string>> = { 404: 'gone', 429: 'too-often', 502: away, 503: away, 504: away };
  throw new Refused(faults[response.status] ?? 'unknown', seconds);
}

export const readRules = (): Promise<Rules> => ask('/join/domains');

/** Returns the address that the person would get, or why the name is refused. */
export const askForName = (name: string, domain: string, signal: AbortSignal) =>
  ask<{ address: string } | { fault: string }>('/join/names', { name, domain }, signal);

export const newChallenge = (): Promise<Challenge> => ask('/join/challenge', {});

export const apply = (application: Application): Promise<Joined> => ask('/join/applications', application);

export const readApplication = (token: string): Promise<ApplicationState> => ask('/join/applications/state', { token });
