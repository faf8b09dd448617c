import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

/** The properties that a row of a list shows. */
const ROW = [
  'threadId',
  'mailboxIds',
  'keywords',
  'from',
  'to',
  'subject',
  'receivedAt',
  'size',
  'preview',
  'hasAttachment',
];
const USING = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];

/** A list whose total must be counted again after each change. */
export const WITH_TOTAL = 'newest 50 threads and the total';

/** Returns the lists of the INBOX to measure: the arguments of Email/query by name. */
export function lists(inbox: string): Record<string, object> {
  const newest = { sort: [{ property: 'receivedAt', isAscending: false }], limit: 50 };
  const by = (property: string): object => ({ filter: { inMailbox: inbox }, sort: [{ property }], limit: 50 });
  const inInbox = { ...newest, filter: { inMailbox: inbox } };
  return {
    'newest 50': inInbox,
    'newest 50 threads': { ...inInbox, collapseThreads: true },
    [WITH_TOTAL]: { ...inInbox, collapseThreads: true, calculateTotal: true },
    'newest 50 threads of all mailboxes': { ...newest, collapseThreads: true },
    'oldest 50': by('receivedAt'),
    'newest 50 unread': { ...newest, filter: { inMailbox: inbox, notKeyword: '$seen' } },
    'a rare word': { ...newest, filter: { text: 'zanzibarian' } },
    'by size': by('size'),
    'by sentAt': by('sentAt'),
    'by from': by('from'),
    'by subject': by('subject'),
  };
}

const LONGEST_MS = 10_000;

/** A JMAP client that keeps its connection open. */
export class PageClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;
  readonly #account: number;
  readonly #headers: Record<string, string>;

  constructor(port: number, login: string, account: number) {
    this.#account = account;
    this.#port = port;
    this.#headers = {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${login}:bench`).toString('base64')}`,
    };
  }

  async call(calls: readonly [string, object, string][]): Promise<[string, Record<string, unknown>, string][]> {
    const accountId = `a${this.#account}`;
    const methodCalls = calls.map(([name, args, id]) => [name, { accountId, ...args }, id]);
    const body = JSON.stringify({ using: USING, methodCalls });
    const sent = request({
      port: this.#port,
      path: '/jmap/api',
      method: 'POST',
      agent: this.#agent,
      headers: this.#headers,
    });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const text = Buffer.concat((await response.toArray()) as Buffer[]).toString();
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${text}`);
    return JSON.parse(text).methodResponses;
  }

  /** Returns the id of any email. */
  async anyEmail(): Promise<string> {
    const [answer] = await this.call([['Email/query', { limit: 1 }, 'q']]);
    const [id] = (answer?.[1].ids ?? []) as string[];
    if (id === undefined) throw new Error(JSON.stringify(answer));
    return id;
  }

  /** Returns the id of the INBOX. */
  async inbox(): Promise<string> {
    const [answer] = await this.call([['Mailbox/query', { filter: { role: 'inbox' } }, 'm']]);
    const [id] = (answer?.[1].ids ?? []) as string[];
    if (id === undefined) throw new Error(JSON.stringify(answer));
    return id;
  }

  /** Adds a keyword to an email, or removes it, to make earlier counts invalid. */
  async stir(id: string, n: number): Promise<void> {
    const update = { [id]: { 'keywords/stirred': n % 2 === 0 ? true : null } };
    const [set] = await this.call([['Email/set', { update }, 's']]);
    if (!set?.[1].updated) throw new Error(JSON.stringify(set));
  }

  /**
   * Returns the milliseconds of several requests for a list and its rows, sorted; fewer requests where they take long.
   * @param before runs before each request and is not measured
   */
  async times(
    query: object,
    requests: number,
    before: (n: number) => Promise<void> = async () => {},
  ): Promise<number[]> {
    const calls: [string, object, string][] = [
      ['Email/query', query, 'q'],
      ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ROW }, 'g'],
    ];
    const times: number[] = [];
    const end = performance.now() + LONGEST_MS;
    while (times.length < requests && performance.now() < end) {
      await before(times.length);
      const started = performance.now();
      const [, got] = await this.call(calls);
      times.push(performance.now() - started);
      if (!Array.isArray(got?.[1].list)) throw new Error(JSON.stringify(got));
    }
    return times.sort((a, b) => a - b);
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
