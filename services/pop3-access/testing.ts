import { BlobWriter } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { addDomain, createAuthenticator, insertAccount, LoginWatch } from '@postroom/directory';
import {
  appendMessages,
  describeBlob,
  findMailbox,
  type MailboxRef,
  type MailboxStore,
  provisionAccount,
  ReadAheadBudget,
} from '@postroom/mailbox';
import { ConnectionLimits, type LimitOptions, type Listener, type TlsStore } from '@postroom/net';
import { createLoginNotices, createLoginTries, createSlots } from '@postroom/queue/signals';
import { createLogger, createMetrics } from '@postroom/service';
import { testDatabase, testRedis } from '@postroom/testkit';
import { MaildropLocks } from './maildrop/locks.ts';
import { createPop3Metrics } from './metrics.ts';
import { listenPop3 } from './server.ts';
import type { Services } from './services.ts';
import { DEFAULT_SETTINGS, type Pop3Settings } from './settings.ts';

const LIMITS = {
  perNetwork: 1000,
  perNetworkAndAccount: 1000,
  perAccount: 1000,
  windowSeconds: 900,
  knownSeconds: 900,
};

const LIMITS_OF_PORT = { total: 5000, perAddress: 5000 };

export const PASSWORD = 'correct horse';

export interface TestAccount {
  id: number;
  address: string;
  inbox: MailboxRef;
}

export interface TestListen {
  host?: string;
  tls?: 'implicit' | 'starttls' | 'none';
  tlsStore?: TlsStore;
  limits?: LimitOptions;
  /** Settings of this port that differ from those of the server. */
  settings?: Partial<Pop3Settings>;
}

export interface TestPop3 extends AsyncDisposable {
  store: MailboxStore;
  services: Services;
  redisUrl: string;
  redisPrefix: string;
  /** Opens one more port; disposing of the server closes all of them. */
  listen(options?: TestListen): Promise<Listener>;
  account(): Promise<TestAccount>;
  /** Files messages, in order, in the INBOX of one account. */
  file(account: TestAccount, ...messages: (string | Buffer)[]): Promise<void>;
}

/** Starts a POP3 server in this process on a database and a Redis of its own. Tests only. */
export async function startPop3(settings: Partial<Pop3Settings> = {}): Promise<TestPop3> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const redis = stack.use(await testRedis());
  const { pool } = database;
  const store: MailboxStore = { pool, objects: undefined, announce: () => {} };
  const log = createLogger('pop3-access', 'silent');
  const services: Services = {
    store,
    noteRefusal: () => true,
    authenticator: createAuthenticator(pool, stack.use(createLoginTries({ ...redis, ...LIMITS })), { slowAfter: 1000 }),
    // Here only a notice ends a session, never the regular check.
    logins: stack.use(new LoginWatch(pool, stack.use(createLoginNotices(redis)), { everyMs: 600_000, onError() {} })),
    locks: stack.use(new MaildropLocks(stack.use(createSlots(redis)), log)),
    readAhead: new ReadAheadBudget(64 * 1024 * 1024),
    settings: { ...DEFAULT_SETTINGS, hostname: 'pop.postroom.test', ...settings },
    metrics: createPop3Metrics(createMetrics('pop3-access'), () => 0),
    log,
  };
  await addDomain(pool, 'postroom.test');
  let made = 0;
  const kept = stack.move();
  return {
    store,
    services,
    redisUrl: redis.url,
    redisPrefix: redis.prefix,
    async listen({ host = '127.0.0.1', tls = 'none', tlsStore, limits = LIMITS_OF_PORT, settings: own = {} } = {}) {
      const options = { host, port: 0, tls, tlsStore, limits: new ConnectionLimits(limits) };
      const here = { ...services, settings: { ...services.settings, ...own } };
      const listener = await listenPop3(here, options);
      kept.defer(() => listener.close(100));
      return listener;
    },
    async account() {
      const address = `user${made++}@postroom.test`;
      const id = await transaction(pool, async (tx) => {
        const id = await insertAccount(tx, { address, password: PASSWORD });
        await provisionAccount(tx, id);
        return id;
      });
      return { id, address, inbox: await findMailbox(pool, id, 'INBOX') };
    },
    file: (account, ...messages) => fileMessages(store, account.id, messages),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Files messages, in order, in the account's INBOX as IMAP APPEND does. Tests only. */
export async function fileMessages(
  store: MailboxStore,
  accountId: number,
  messages: readonly (string | Buffer)[],
): Promise<void> {
  const inbox = await findMailbox(store.pool, accountId, 'INBOX');
  for (const message of messages) {
    const writer = new BlobWriter(store, { maxBytes: 100 * 1024 * 1024 });
    await writer.write(Buffer.from(message));
    const blob = await writer.finish();
    const facts = await describeBlob(store, blob);
    await appendMessages(store, inbox, [{ blob, facts, flags: 0, keywords: [], internalDate: new Date() }]);
  }
}
