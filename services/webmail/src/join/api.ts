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

/** With which one signs in. */
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

/** What the server has against it; `offline` when nobody answers, `unknown` when it says what this page does not know. */
export class Refused extends Error {
  readonly fault: string;

  constructor(fault: string) {
    super(fault);
    this.fault = fault;
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
  if (type.startsWith(TYPE)) throw new Refused(type.slice(TYPE.length));
  throw new Refused(
    { 404: 'gone', 429: 'too-many', 502: 'offline', 503: 'offline', 504: 'offline' }[response.status] ?? 'unknown',
  );
}

export const readRules = (): Promise<Rules> => ask('/join/domains');

/** The address that one would get, or what is against it. */
export const askForName = (name: string, domain: string, signal: AbortSignal) =>
  ask<{ address: string } | { fault: string }>('/join/names', { name, domain }, signal);

export const newChallenge = (): Promise<Challenge> => ask('/join/challenge', {});

export const apply = (application: Application): Promise<Joined> => ask('/join/applications', application);

export const readApplication = (token: string): Promise<ApplicationState> => ask('/join/applications/state', { token });
