import { type Pool, transaction } from '@postroom/database';
import { addDomain, createAuthenticator, insertAccount, LoginWatch, putAlias } from '@postroom/directory';
import { createAccept, createRecipients } from '@postroom/intake';
import { provisionAccount } from '@postroom/mailbox';
import { AddressRanges, ConnectionLimits, TlsStore } from '@postroom/net';
import { createLoginTries, createProducer } from '@postroom/queue';
import { createLogger, createMetrics, NO_TRACER } from '@postroom/service';
import { testDatabase, testRedis } from '@postroom/testkit';
import type { ScanSummary } from '@postroom/transit';
import { certificateFor } from '../../packages/net/testing.ts';
import { createIngressMetrics } from './metrics.ts';
import { createPort } from './server.ts';
import type { Role, Services } from './services.ts';
import { DEFAULT_SETTINGS, type SmtpSettings } from './settings.ts';

/** Limits of failed logins, far beyond what a test does. */
const LOGIN_LIMITS = {
  perNetwork: 1000,
  perNetworkAndAccount: 1000,
  perAccount: 1000,
  windowSeconds: 900,
  knownSeconds: 900,
};

export const PASSWORD = 'correct horse';

export interface AcceptedMail {
  raw: string;
  reversePath: string;
  smtputf8: boolean;
  /** Whether the mail is to be filed as \\Junk. */
  spam: boolean;
  scans: Record<string, ScanSummary> | null;
  recipients: string[];
}

export interface PortOptions {
  settings?: Partial<SmtpSettings>;
  implicitTls?: boolean;
  /** Services that differ from those of the other ports. */
  services?: Partial<Services>;
  /** The most connections of one address. */
  perAddress?: number;
  /** Proxies whose connections begin with a PROXY header. */
  proxies?: string;
  tlsStore?: TlsStore;
}

export interface TestSmtp extends AsyncDisposable {
  readonly pool: Pool;
  readonly services: Omit<Services, 'role' | 'canStartTls'>;
  /** Opens one more port. Returns its number. */
  listen(role: Role, options?: PortOptions): Promise<number>;
  /** Makes an account. Returns its id. */
  account(address: string, quotaBytes?: number | null): Promise<number>;
  /** Returns the accepted messages, oldest first, with their recipients. */
  accepted(): Promise<AcceptedMail[]>;
}

/** Starts SMTP servers in this process on a database and a Redis of their own. Nobody files what they accept. Tests only. */
export async function startSmtp(settings: Partial<SmtpSettings> = {}): Promise<TestSmtp> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const redis = stack.use(await testRedis());
  const { pool } = database;
  const log = createLogger('smtp-ingress', 'silent');
  const hostname = 'mail.postroom.test';
  const onError = (): void => {};
  const services: Omit<Services, 'role' | 'canStartTls'> = {
    hostname,
    store: { pool, objects: undefined },
    recipients: createRecipients(pool, { postmaster: '', hostname }),
    authenticator: createAuthenticator(pool, stack.use(createLoginTries({ ...redis, ...LOGIN_LIMITS })), {
      slowAfter: 1000,
    }),
    logins: stack.use(new LoginWatch(pool, { subscribe: () => () => {} }, { onError, freshMs: 0 })),
    accept: createAccept(pool, stack.use(createProducer(redis)), log),
    authentication: null,
    policy: null,
    scanning: null,
    sending: null,
    noteRefusal: () => false,
    settings: { ...DEFAULT_SETTINGS, errorDelayMs: 0, ...settings },
    metrics: createIngressMetrics(createMetrics('smtp-ingress'), () => 0),
    log,
    tracer: NO_TRACER,
  };
  const files = await certificateFor(hostname);
  const own = stack.use(await TlsStore.open({ pairs: [files] }));
  await addDomain(pool, 'postroom.test');
  const kept = stack.move();
  return {
    pool,
    services,
    async listen(
      role,
      { settings, implicitTls = false, services: others, proxies: from = '', perAddress = 5000, tlsStore = own } = {},
    ) {
      const shared = { ...services, ...others, role, settings: { ...services.settings, ...settings } };
      const limits = new ConnectionLimits({ total: 5000, perAddress });
      const proxies = AddressRanges.parse(from);
      const port = createPort(shared, { implicitTls, tlsStore, limits, proxies, idleMs: 60_000, closeGraceMs: 100 });
      kept.use(port);
      return port.open('127.0.0.1', 0);
    },
    account: (address, quotaBytes = null) =>
      transaction(pool, async (tx) => {
        const id = await insertAccount(tx, { address, password: PASSWORD, quotaBytes });
        await provisionAccount(tx, id);
        return id;
      }),
    async accepted() {
      const { rows } = await pool.query<
        Omit<AcceptedMail, 'raw' | 'reversePath'> & { raw: Buffer; reverse_path: string }
      >(
        `select b.header || coalesce(b.body, '') as raw, m.reverse_path, m.smtputf8, m.spam, m.scans,
           (select array_agg(d.recipient order by d.id) from deliveries d where d.mail_id = m.id) as recipients
         from accepted_mails m join blobs b on b.id = m.blob_id order by m.id`,
      );
      return rows.map(({ raw, reverse_path: reversePath, ...rest }) => ({
        raw: raw.toString('latin1'),
        reversePath,
        ...rest,
      }));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export { putAlias };
