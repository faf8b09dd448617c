import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageBlob } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { addDomain, createAuthenticator, insertAccount, LoginWatch, setQuota } from '@postroom/directory';
import { developmentCertificates } from '@postroom/launch';
import {
  appendMessages,
  createMailbox,
  EnvelopeCache,
  factsOf,
  findMailbox,
  type MailboxStore,
  provisionAccount,
  ReadAheadBudget,
  SearchTurns,
} from '@postroom/mailbox';
import { describe } from '@postroom/mime';
import { ConnectionLimits, TlsStore } from '@postroom/net';
import { createAccessMetrics, createMetrics } from '@postroom/service';
import { testDatabase, Wire } from '@postroom/testkit';
import type { AccountChange } from '@postroom/types';
import { startServer } from '../../../services/imap-access/server.ts';
import { AccountSessions } from '../../../services/imap-access/session/account-sessions.ts';
import { DEFAULT_SETTINGS, type ImapSettings } from '../../../services/imap-access/settings.ts';

const DOMAIN = 'postroom.test';
export const PASSWORD = 'correct horse';

export interface TestServer extends AsyncDisposable {
  /** The port with STARTTLS, and the one with implicit TLS. */
  readonly port: number;
  readonly tlsPort: number;
  readonly store: MailboxStore;
  readonly sessions: AccountSessions;
  /** Errors that the server logged; tests expect none. */
  readonly errors: unknown[];
  /** Makes an account and returns its id. */
  account(address: string): Promise<number>;
  /** Puts a message into a mailbox of the account. */
  deliver(accountId: number, mailbox: string, raw: string | Buffer, flags?: number): Promise<void>;
  /** Returns a connection that is logged in. */
  login(address: string): Promise<Wire>;
}

/**
 * Starts an IMAP server in this process, with its own database. Changes are announced without Redis, or not at all with
 * `deaf`.
 */
export async function testServer(
  settings: Partial<ImapSettings> = {},
  options: { host?: string; perAddress?: number; deaf?: boolean } = {},
): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const { pool } = database;
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), 'imap-')), (path) => rm(path, { recursive: true }));
  const { certFile, keyFile } = await developmentCertificates(folder, ['localhost', '127.0.0.1']);
  const tlsStore = stack.use(await TlsStore.open({ pairs: [{ certificate: certFile, key: keyFile }] }));
  const listeners = new Map<number, Set<(change: AccountChange) => void>>();
  const announce = (change: AccountChange): void => {
    if (options.deaf) return;
    for (const listener of listeners.get(change.accountId) ?? []) listener(change);
  };
  const store: MailboxStore = { pool, objects: undefined, announce };
  const errors: unknown[] = [];
  // No notices arrive here: only reading the database ends a session.
  const logins = stack.use(
    new LoginWatch(pool, { subscribe: () => () => {} }, { everyMs: 50, onError: (error) => void errors.push(error) }),
  );
  const sessions = new AccountSessions();
  const limits = new ConnectionLimits({ total: 5_000, perAddress: options.perAddress ?? 5_000 });
  const place = { host: options.host ?? '127.0.0.1', port: 0, tlsStore, limits };
  const server = await startServer(
    {
      store,
      envelopes: new EnvelopeCache(1024 * 1024),
      readAhead: new ReadAheadBudget(16 * 1024 * 1024),
      searches: new SearchTurns(2),
      sessions,
      settings: { ...DEFAULT_SETTINGS, ...settings },
      metrics: createAccessMetrics(createMetrics('imap-access'), 'imap', { connections: () => limits.total }),
      log: quiet(errors),
      noteRefusal: () => true,
      authenticator: createAuthenticator(pool, {
        begin: async () => 0,
        succeeded: async () => {},
        abandoned: async () => {},
      }),
      logins,
      changes: {
        subscribe(accountId, listener) {
          const set = listeners.get(accountId) ?? new Set();
          listeners.set(accountId, set.add(listener));
          return () => void set.delete(listener);
        },
      },
    },
    [
      { ...place, tls: 'starttls' },
      { ...place, tls: 'implicit' },
    ],
  );
  stack.defer(() => server.close(1_000));
  await addDomain(pool, DOMAIN);
  const [port = 0, tlsPort = 0] = server.ports;
  const kept = stack.move();
  return {
    port,
    tlsPort,
    store,
    sessions,
    errors,
    account: (address) =>
      transaction(pool, async (tx) => {
        const id = await insertAccount(tx, { address, password: PASSWORD });
        await provisionAccount(tx, id);
        return id;
      }),
    async deliver(accountId, mailbox, raw, flags = 0) {
      const blob = stageBlob(Buffer.from(raw));
      const to = await findMailbox(pool, accountId, mailbox);
      const facts = factsOf(describe(Buffer.from(raw)), blob.header);
      await appendMessages(store, to, [
        { blob, facts, flags, keywords: [], internalDate: new Date('2026-11-22T10:00:00Z') },
      ]);
    },
    async login(address) {
      const wire = await Wire.connect({ port });
      await wire.expect(/^\* OK /);
      await wire.ask(`login LOGIN ${address} "${PASSWORD}"`, /^login OK /);
      return wire;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Returns a logger that keeps errors for the test and prints nothing. */
function quiet(errors: unknown[]) {
  const log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (fields: object) => void errors.push(fields),
    child: () => log,
  };
  return log;
}

/** Returns a short message with the number in its subject and body. */
export function message(number: number): string {
  return [
    'From: Alice <alice@postroom.test>',
    'To: bob@postroom.test',
    `Subject: message ${number}`,
    `Date: Sun, 22 Nov 2026 1${number % 10}:00:00 +0000`,
    `Message-ID: <${number}@postroom.test>`,
    '',
    `This is message ${number}.`,
    '',
  ].join('\r\n');
}

/** Sets up the condition of a transcript's `given:` line: `mailbox A`, `3 messages in A`, `a quota of 100 KiB`. */
export async function bringAbout(server: TestServer, accountId: number, address: string, text: string): Promise<void> {
  const [, mailbox] = /^mailbox (.+)$/.exec(text) ?? [];
  const [, count, where] = /^(\d+) messages? in (.+)$/.exec(text) ?? [];
  const [, quota] = /^a quota of (\d+) KiB$/.exec(text) ?? [];
  if (mailbox) await createMailbox(server.store, accountId, mailbox);
  else if (count && where) {
    for (let n = 1; n <= Number(count); n += 1) await server.deliver(accountId, where, message(n));
  } else if (quota) await setQuota(server.store.pool, address, Number(quota) * 1024);
  else throw new Error(`unknown condition: ${text}`);
}
