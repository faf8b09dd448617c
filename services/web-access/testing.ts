import { setTimeout as sleep } from 'node:timers/promises';
import { stageBlob } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { addDomain, createAuthenticator, insertAccount, LoginWatch, openJoinKey } from '@postroom/directory';
import { openHttp } from '@postroom/http';
import { createAccept, createRecipients } from '@postroom/intake';
import type { JsonObject } from '@postroom/jmap';
import {
  appendMessages,
  describeBlob,
  findMailbox,
  type MailboxStore,
  provisionAccount,
  SearchTurns,
  ThreadCountCache,
  TotalCache,
} from '@postroom/mailbox';
import { createOutgoing } from '@postroom/outgoing';
import { createPushSender, openVapidKey, PushQueue } from '@postroom/push';
import { createProducer } from '@postroom/queue';
import { createChangeSubscriber, createLoginTries, createRates, type Rates } from '@postroom/queue/signals';
import { createAccessMetrics, createLogger, createMetrics, type MtaStsMode, NO_TRACER } from '@postroom/service';
import { testDatabase, testRedis } from '@postroom/testkit';
import { REFUSAL_SHAPE } from './http/errors.ts';
import { Pusher } from './jmap/push/pusher.ts';
import type { Services } from './services.ts';
import { settingsFrom } from './settings.ts';
import { web } from './web.ts';

const LIMITS = { perNetwork: 1000, perNetworkAndAccount: 20, perAccount: 1000, windowSeconds: 900, knownSeconds: 900 };

export const PASSWORD = 'correct horse';
const STANDARD = [
  'core',
  'mail',
  'submission',
  'vacationresponse',
  'quota',
  'mail:snooze',
  'blob',
  'mdn',
  'principals',
  'webpush-vapid',
  'websocket',
].map((name) => `urn:ietf:params:jmap:${name}`);
const OURS = ['redirect', 'deliverytimes', 'queue', 'dsn', 'senderrules'].map((name) => `urn:postroom:jmap:${name}`);
export const USING = [...STANDARD, ...OURS];

export interface TestAccount {
  readonly number: number;
  readonly address: string;
  /** The account's id in JMAP. */
  readonly id: string;
}

export interface AppendOptions {
  readonly mailbox?: string;
  readonly flags?: number;
  readonly keywords?: string[];
  readonly internalDate?: Date;
}

export interface TestWeb extends AsyncDisposable {
  readonly url: string;
  readonly store: MailboxStore;
  account(): Promise<TestAccount>;
  /** Files a message in one of the account's mailboxes, as IMAP does; returns the ids of the email and the mailbox. */
  append(account: TestAccount, raw: string | Buffer, to?: AppendOptions): Promise<{ id: string; mailboxId: string }>;
  /** Sends a request, with the account's password if an account is given. */
  fetch(path: string, account?: TestAccount, init?: RequestInit): Promise<Response>;
  /** Sends a JMAP request; returns the responses: name, arguments, call id. */
  call(account: TestAccount, ...calls: (readonly [string, object])[]): Promise<[string, JsonObject, string][]>;
  /** Sends one call and returns the arguments of its only response, in the type that the test expects. */
  one<Answer>(account: TestAccount, method: string, args?: object): Promise<Answer>;
  /** Starts to count how often the server takes a connection to the database; the returned function tells the count. */
  countQueries(): () => number;
}

const CONFIG = {
  MAIL_HOSTNAME: 'mail.postroom.test',
  MAX_MESSAGE_BYTES: 2_000_000,
  MAX_RECIPIENTS: 100,
  MAX_DELIVERIES: 1000,
  MAX_HELD_MAILS: 3,
  MAX_HELD_BYTES: 100_000,
  ACCESS_TOKEN_MINUTES: 15,
  SESSION_DAYS: 60,
  PUBLIC_URL: '',
  HTTP_REDIRECT: 'off' as 'off' | 'on',
  MTA_STS: 'testing' as MtaStsMode,
  PUBLIC_SERVERS: 'imaps=993,pop3s=995,submissions=465,submission=587',
  HTTP_ORIGINS: 'https://page.example.org',
  HTTP_PUSH_HOSTS: '',
  ACCOUNT_DELETION_DAYS: 7,
  JOIN_NAME_LENGTH: 3,
  JOIN_PASSWORD_LENGTH: 10,
  JOIN_PROOF_BITS: 4,
  JOIN_CHECKS_PER_HOUR: 100,
  JOIN_PER_DAY: 10,
  JOIN_MAX_PENDING: 100,
  JOIN_MAX_PENDING_PER_NETWORK: 5,
  HTTP_PICTURE_HOSTS: '',
  HTTP_LIST_HOSTS: '',
  SHARE_WITH: 'domain' as 'domain' | 'everybody',
  SHARED_SEEN: 'each' as 'each' | 'all',
  SCRAM: 'on' as 'off' | 'on',
  JMAP_MAX_REQUEST_BYTES: 100_000,
  JMAP_MAX_UPLOAD_BYTES: 1_000_000,
  JMAP_MAX_CALLS: 16,
  JMAP_MAX_OBJECTS: 500,
  JMAP_SEARCH_MB: 64,
  JMAP_MAX_CONCURRENT_REQUESTS: 4,
};

/** A resolver in which no name exists. */
const NO_NAMES = {
  a: async () => ({ kind: 'not-a-name' }) as const,
  aaaa: async () => ({ kind: 'not-a-name' }) as const,
};

/**
 * Starts a web-access server in this process on a database and a Redis of its own. Tests only.
 * @param ca the certificate, in PEM, that is trusted for servers of mailing lists
 */
export async function startWeb(
  config: Partial<typeof CONFIG> & { HTTP_PROXIES?: string } = {},
  ca?: string,
): Promise<TestWeb> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const redis = stack.use(await testRedis());
  const { pool } = database;
  const changes = stack.use(createChangeSubscriber(redis));
  const store: MailboxStore = { pool, objects: undefined, announce: changes.notify };
  const log = createLogger('web-access', 'silent');
  const listeners = new Set<(accountId: number) => void>();
  const subscribe = (listener: (accountId: number) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const logins = stack.use(new LoginWatch(pool, { subscribe }, { everyMs: 50, onError: () => {} }));
  const hostname = CONFIG.MAIL_HOSTNAME;
  const settings = settingsFrom({ ...CONFIG, ...config });
  const vapid = await openVapidKey(pool);
  const outgoing = createOutgoing({ resolver: NO_NAMES, listed: settings.pushHosts });
  const send = createPushSender({ outgoing, vapid, contact: 'mailto:postmaster@postroom.test' });
  const queue = new PushQueue(pool);
  stack.use(new Pusher({ queue, send, logins, loginNotices: { subscribe }, everyMs: 20, onError: () => {} }));
  const tries = stack.use(createLoginTries({ ...redis, ...LIMITS }));
  const rates = stack.use(createRates(redis));
  await connected(rates);
  const producer = stack.use(createProducer(redis));
  const services: Services = {
    queue: producer,
    store,
    searches: new SearchTurns(4),
    threadCounts: new ThreadCountCache(),
    totals: new TotalCache(),
    changes,
    logins,
    loginAnnouncer: { loginsChanged: (accountId) => listeners.forEach((listener) => void listener(accountId)) },
    intake: {
      hostname,
      store,
      logins,
      authentication: null,
      scanning: null,
      sending: null,
      tracer: NO_TRACER,
      settings: { maxReceived: 50 },
      accept: createAccept(pool, producer, log),
    },
    recipients: createRecipients(pool, { postmaster: '', hostname }),
    noteRefusal: () => true,
    authenticator: createAuthenticator(pool, tries, { slowAfter: 1000 }),
    issuer: undefined,
    tries,
    joining: { key: await openJoinKey(pool), rates, count: () => {} },
    rates,
    settings,
    vapid,
    outgoing: createOutgoing({ resolver: NO_NAMES, listed: settings.pictureHosts }),
    toLists: createOutgoing({ resolver: NO_NAMES, listed: settings.listHosts, ...(ca && { ca }) }),
    metrics: createAccessMetrics(createMetrics('web-access'), 'http', { connections: () => 0 }),
    keysMissing: () => {},
    log,
  };
  const http = stack.use(
    openHttp({ HTTP_PROXIES: '', PROXY_PROTOCOL_FROM: '', ...config }, () => {}, log, REFUSAL_SHAPE),
  );
  await http.register(web(services));
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  await addDomain(pool, 'postroom.test');
  let made = 0;
  const kept = stack.move();

  const get = (path: string, account?: TestAccount, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (account && !headers.has('authorization')) {
      headers.set('authorization', `Basic ${btoa(`${account.address}:${PASSWORD}`)}`);
    }
    return fetch(url + path, { redirect: 'manual', ...init, headers });
  };
  const call: TestWeb['call'] = async (account, ...calls) => {
    const methodCalls = calls.map(([name, args], index) => [name, { accountId: account.id, ...args }, `c${index}`]);
    const body = JSON.stringify({ using: USING, methodCalls });
    const headers = { 'content-type': 'application/json' };
    const response = await get('/jmap/api', account, { method: 'POST', headers, body });
    const answer = (await response.json()) as { methodResponses: [string, JsonObject, string][] };
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return answer.methodResponses;
  };
  return {
    url,
    store,
    async account() {
      const address = `user${made++}@postroom.test`;
      const number = await transaction(pool, async (tx) => {
        const id = await insertAccount(tx, { address, password: PASSWORD });
        await provisionAccount(tx, id);
        return id;
      });
      return { number, address, id: `a${number}` };
    },
    async append({ number }, raw, { mailbox = 'INBOX', flags = 0, keywords = [], internalDate = new Date() } = {}) {
      const blob = stageBlob(Buffer.from(raw));
      const to = await findMailbox(pool, number, mailbox);
      const message = { blob, facts: await describeBlob(store, blob), flags, keywords, internalDate };
      const [filed] = await appendMessages(store, to, [message]);
      return { id: `E${filed?.messageId}`, mailboxId: `M${filed?.mailboxId}` };
    },
    fetch: get,
    call,
    async one(account, method, args = {}) {
      const [response] = await call(account, [method, args]);
      if (response?.[0] !== method) throw new Error(JSON.stringify(response));
      return response[1] as never;
    },
    countQueries() {
      let count = 0;
      pool.on('acquire', () => {
        count += 1;
      });
      return () => count;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Waits until Redis is connected, since rates can only be counted then. */
async function connected(rates: Rates): Promise<void> {
  for (;;) {
    try {
      return void (await rates.isFirst('connected', 'tests', 1));
    } catch {
      await sleep(5);
    }
  }
}
