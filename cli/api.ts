import { Exit, Failure, unreachable } from './failure.ts';
import type { Settings } from './settings.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

/** The admin API of a Postroom. All methods throw Failure: a refusal in the API's words, or unreachable. */
export interface Api {
  get<Body>(path: string, query?: Query): Promise<Body>;
  send<Body>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Body>;
  /** Yields a large answer as it arrives. A failure in the middle of it is a Failure too. */
  download(path: string): AsyncIterable<Uint8Array>;
  /** Sends a large request, as fast as the server takes it. */
  upload<Body>(path: string, type: string, content: AsyncIterable<Uint8Array>): Promise<Body>;
}

const TIMEOUT_MS = 300_000; // removing an account with all its mail takes a while

export function connectApi({ url, token, tokenFrom }: Settings): Api {
  async function ask(path: string, init: RequestInit, type?: string): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(type === undefined ? {} : { 'content-type': type }) };
    return fetch(`${url}/api/v1${path}`, { ...init, headers, redirect: 'error' }).catch((error: Error) => {
      // An error of our side of an upload explains itself.
      if (error.cause instanceof Failure) throw error.cause;
      throw unreachable(`cannot reach ${url} (${reason(error)}): is Postroom running there? See POSTROOM_URL`);
    });
  }

  async function answerOf(response: Response): Promise<unknown> {
    const answer = response.status === 204 ? null : await response.json().catch(() => undefined);
    if (response.ok && answer !== undefined) return answer;
    throw refusal(response.status, answer, url, tokenFrom);
  }

  async function request(method: string, path: string, body?: unknown): Promise<unknown> {
    const content = body === undefined ? null : JSON.stringify(body);
    const init = { method, body: content, signal: AbortSignal.timeout(TIMEOUT_MS) };
    return answerOf(await ask(path, init, content === null ? undefined : 'application/json'));
  }

  async function* download(path: string): AsyncGenerator<Uint8Array> {
    const response = await ask(path, {});
    if (!response.ok || response.body === null) await answerOf(response);
    try {
      yield* response.body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw unreachable(`the connection to ${url} was lost in the middle (${reason(error as Error)})`);
    }
  }

  async function upload(path: string, type: string, content: AsyncIterable<Uint8Array>): Promise<unknown> {
    const body = ReadableStream.from(content) as ReadableStream<Uint8Array>;
    return answerOf(await ask(path, { method: 'POST', body, duplex: 'half' }, type));
  }

  return {
    get: async <Body>(path: string, query: Query = {}) => (await request('GET', path + queryString(query))) as Body,
    send: async <Body>(method: string, path: string, body?: unknown) => (await request(method, path, body)) as Body,
    download,
    upload: async <Body>(path: string, type: string, content: AsyncIterable<Uint8Array>) =>
      (await upload(path, type, content)) as Body,
  };
}

function refusal(status: number, answer: unknown, url: string, tokenFrom: string): Failure {
  const { error, message } = (answer ?? {}) as { error?: unknown; message?: unknown };
  // Another server answers in another form: our error codes are lower case.
  if (typeof error !== 'string' || !/^[a-z-]+$/.test(error) || typeof message !== 'string') {
    return unreachable(`what answers at ${url} (status ${status}) is not Postroom's admin API, or the API is off`);
  }
  if (status === 503) return new Failure(Exit.unreachable, error, message);
  return new Failure(
    Exit.refused,
    error,
    status === 401 ? `${message} for ${url}: it was read from ${tokenFrom}` : message,
  );
}

function queryString(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given}`;
}

function reason(error: Error): string {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'connection refused';
  return error.name === 'TimeoutError' ? 'no answer in time' : (code ?? message);
}

const PAGE = 1_000;

/** Returns all entries of a list, page by page, or the first `most`, from its beginning or after an entry. A page may be empty and not the last. */
export async function list<Entry>(
  api: Api,
  path: string,
  name: string,
  query: Query = {},
  most = Number.POSITIVE_INFINITY,
  behind?: string,
): Promise<{ entries: Entry[]; more: boolean }> {
  const entries: Entry[] = [];
  let after = behind;
  do {
    const limit = Math.min(PAGE, most - entries.length);
    const page = await api.get<Record<string, unknown>>(path, { ...query, after, limit });
    for (const entry of page[name] as Entry[]) entries.push(entry);
    after = (page.next as string | null) ?? undefined;
  } while (after !== undefined && entries.length < most);
  return { entries, more: after !== undefined };
}
