import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@postroom/database';
import { createAuthenticator } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { createHttpServer } from '@postroom/http';
import { AddressRanges } from '@postroom/net';
import {
  createAnnouncer,
  createLoginAnnouncer,
  createLoginFailures,
  createProducer,
  createSendingCounts,
  type LoginFailures,
} from '@postroom/queue';
import type { KeySeal } from '@postroom/sender-auth/dkim';
import { createLogger, parsePublicServers } from '@postroom/service';
import { testDatabase, testRedis } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import type { InjectOptions } from 'fastify';
import { createSweep } from '../../clock/sweep.ts';
import { REFUSAL_SHAPE } from '../../http/errors.ts';
import { adminApi } from './api.ts';

export interface Answer {
  readonly status: number;
  /** The JSON of the response, or null. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface TestApi extends AsyncDisposable {
  readonly pool: Pool;
  /** Sends a request with the token: `call('POST', '/domains', { name: 'example.test' })`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends a request unchanged. */
  send(options: InjectOptions): Promise<Answer>;
}

const TOKEN = 'the-token-of-these-tests';

/** Starts the admin API on a database and a Redis of its own, or without a Redis. */
export async function testApi(
  redis: 'running' | 'away' = 'running',
  {
    dkim = null,
    dns = '127.0.0.1:1',
    witnesses = [dns],
    certificateFile,
    ordersCertificates = true,
  }: {
    dkim?: KeySeal | null;
    dns?: string;
    witnesses?: string[];
    certificateFile?: string;
    ordersCertificates?: boolean;
  } = {},
): Promise<TestApi> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const { url, prefix } =
    redis === 'running' ? stack.use(await testRedis()) : { url: 'redis://127.0.0.1:1', prefix: 'away' };
  const { pool } = database;
  const producer = stack.use(createProducer({ url, prefix }));
  const announcer = stack.use(createAnnouncer({ url, prefix }));
  const logins = stack.use(createLoginAnnouncer({ url, prefix }));
  const failures = stack.use(createLoginFailures({ url, prefix }));
  const app = stack.use(createHttpServer(AddressRanges.parse(''), REFUSAL_SHAPE));
  const log = createLogger('test', 'silent');

  await app.register(
    adminApi({
      token: TOKEN,
      pool,
      objects: undefined,
      announcer,
      logins,
      failures,
      sent: stack.use(createSendingCounts({ url, prefix })),
      sweep: createSweep(pool, producer),
      servers: parsePublicServers('imaps=993,submissions=465', 'mail.postroom.test'),
      web: { host: 'mail.postroom.test', port: 443 },
      mtaSts: 'testing',
      hostname: 'mail.postroom.test',
      dkim,
      ordersCertificates,
      ordersWildcards: false,
      resolver: resolverOf(dns),
      witnesses: witnesses.map((name) => ({ name, resolver: resolverOf(name) })),
      certificateFile,
      caaIssuers: ['authority.test'],
      reservedDays: 30,
      keysMissing: undefined,
      sharesWithAll: false,
      welcome: {
        hostname: 'mail.postroom.test',
        servers: parsePublicServers('imaps=993', 'mail.postroom.test'),
        publicUrl: '',
      },
      log,
    }),
  );
  if (redis === 'running') await connected(failures);

  async function send(options: InjectOptions): Promise<Answer> {
    const { statusCode, headers, payload } = await app.inject(options);
    const isJson = String(headers['content-type']).startsWith('application/json');
    return { status: statusCode, headers, body: isJson ? JSON.parse(payload) : null };
  }

  const kept = stack.move();
  return {
    pool,
    send,
    call: (method, path, body) =>
      send({
        method: method as 'GET',
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Waits until Redis is there, because counting fails silently before. */
async function connected(failures: LoginFailures): Promise<void> {
  while ((await failures.count(['connected'])) === 0) {
    await failures.add(['connected']);
    await sleep(10);
  }
}

function resolverOf(servers: string) {
  return createResolver({ servers, trustAd: 'yes', tryMs: 200, totalMs: 500 });
}

/** Returns the result of a login: `ok`, or the code of the error. */
export async function checkAuthentication(pool: Pool, login: string, password: string): Promise<string> {
  const nobodyCounts = { begin: async () => 0, succeeded: async () => {}, abandoned: async () => {} };
  const authenticator = createAuthenticator(pool, nobodyCounts);
  try {
    await authenticator.authenticate({ login, password, network: '127.0.0.1' });
    return 'ok';
  } catch (error) {
    if (isMailError(error)) return error.code;
    throw error;
  }
}
