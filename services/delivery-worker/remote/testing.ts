import { randomBytes } from 'node:crypto';
import { insertBlobs, stageBlob } from '@postroom/blobs';
import { type Pool, transaction, uuidv7 } from '@postroom/database';
import { addDomain, insertAccount } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { AddressRanges } from '@postroom/net';
import { createSlots } from '@postroom/queue';
import { createMetrics, NO_TRACER } from '@postroom/service';
import { type DnsServer, startDns, testDatabase, testRedis, type Zone } from '@postroom/testkit';
import { insertMails, type NewDelivery, type NewMail } from '@postroom/transit';
import { createWorkerMetrics } from '../metrics.ts';
import { SCHEDULE } from '../outcomes/testing.ts';
import type { RemoteContext } from './context.ts';
import { asItCame } from './return-path.ts';
import { DEFAULT_REMOTE_SETTINGS, type RemoteSettings } from './settings.ts';
import { SilentServers } from './silent-servers.ts';

/** The environment of remote delivery tests: database, Redis, DNS, and a record of what the queue was told. */
export interface Bench extends AsyncDisposable {
  readonly pool: Pool;
  readonly dns: DnsServer;
  /** The ids and destinations that the producer was told, and the noted bounces. */
  readonly told: { files: string[]; relays: string[]; bounced: [accountId: number, ...recipients: string[]][] };
  readonly stop: AbortController;
  readonly errors: unknown[];
  context(settings: Partial<RemoteSettings>, others?: Partial<RemoteContext>): RemoteContext;
}

export async function openBench(zone: Zone): Promise<Bench> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const redis = stack.use(await testRedis());
  const dns = stack.use(await startDns(zone));
  const { pool } = database;
  const slots = stack.use(createSlots({ url: redis.url, prefix: redis.prefix }));
  // Without this the first command might come before the connection.
  await slotsReady(slots);
  const told: Bench['told'] = { files: [], relays: [], bounced: [] };
  const metrics = createWorkerMetrics(createMetrics('test'));
  const stop = new AbortController();
  const errors: unknown[] = [];
  const note = (details: unknown) => void errors.push(details);
  return {
    pool,
    dns,
    told,
    stop,
    errors,
    context: (settings, others = {}) => ({
      pool,
      store: { pool, objects: undefined, announce() {} },
      slots,
      sent: { bounced: async (accountId, recipients) => void told.bounced.push([accountId, ...recipients]) },
      stopping: stop.signal,
      schedule: SCHEDULE,
      hostname: 'mail.postroom.test',
      returnPaths: null,
      metrics,
      successToStrangers: false,
      tracer: NO_TRACER,
      producer: {
        file: async (ids) => void told.files.push(...ids),
        relay: async (destinations) => void told.relays.push(...destinations),
      },
      signer: null,
      tlsMeter: null,
      reversePathOf: asItCame,
      sts: { of: async () => null },
      resolver: createResolver({ servers: dns.address, tryMs: 400, totalMs: 1500 }),
      filter: null,
      filterScore: 0.99,
      reports: { add() {} },
      silentServers: new SilentServers(25),
      log: { info() {}, warn: note, error: note },
      settings: { ...DEFAULT_REMOTE_SETTINGS, internal: AddressRanges.parse('127.0.0.0/8'), ...settings },
      ...others,
    }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function slotsReady(slots: ReturnType<typeof createSlots>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await (await slots.take('ready', 1, 1000))?.release();
      return;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Makes an account of ours, so that a sender can get reports. */
export async function makeAccount(pool: Pool, address: string): Promise<number> {
  await addDomain(pool, address.slice(address.indexOf('@') + 1)).catch(() => {});
  return insertAccount(pool, { address, password: randomBytes(8).toString('hex') });
}

export const RAW =
  'Return-Path: <alice@postroom.test>\r\nSubject: hello\r\nMessage-ID: <m@postroom.test>\r\n\r\n.body\r\n';
export const AS_SENT = RAW.slice(RAW.indexOf('\r\n') + 2);

/** Accepts a mail to remote recipients, all of one destination. Returns the ids of its deliveries. */
export async function acceptMail(
  pool: Pool,
  recipients: readonly (string | (Partial<NewDelivery> & { recipient: string }))[],
  mail: Partial<NewMail> & { raw?: string | Buffer } = {},
): Promise<{ mailId: string; ids: string[] }> {
  const { raw = RAW, ...rest } = mail;
  const blob = stageBlob(Buffer.from(raw));
  const id = uuidv7();
  const deliveries = recipients.map((one): NewDelivery => {
    const given = typeof one === 'string' ? { recipient: one } : one;
    const destination = given.recipient.slice(given.recipient.lastIndexOf('@') + 1);
    return { id: uuidv7(), originalRecipient: given.recipient, destination, ...given };
  });
  await transaction(pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await insertMails(tx, [
      {
        id,
        blobId: blob.id,
        size: blob.size,
        reversePath: 'alice@postroom.test',
        source: 'submission',
        messageId: '<m@postroom.test>',
        protocol: 'ESMTPSA',
        deliveries,
        ...rest,
      },
    ]);
  });
  return { mailId: id, ids: deliveries.map((delivery) => delivery.id) };
}

/** Pretends that a mail was accepted `hours` ago and that its deliveries are due again, for `overdueHours`. */
export async function age(pool: Pool, mailId: string, hours: number, overdueHours = 0): Promise<void> {
  await pool.query(`update accepted_mails set accepted_at = now() - $2 * interval '1 hour' where id = $1`, [
    mailId,
    hours,
  ]);
  await pool.query(`update deliveries set next_attempt_at = now() - $2 * interval '1 hour' where mail_id = $1`, [
    mailId,
    overdueHours,
  ]);
}

export interface DeliveryRow {
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly last_host: string | null;
  readonly last_reply: string | null;
  readonly wait: number;
}

export async function rowsOf(pool: Pool, mailId: string): Promise<DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `select recipient, state, attempts, last_host, last_reply,
       extract(epoch from next_attempt_at - now())::float8 as wait
     from deliveries where mail_id = $1 order by recipient`,
    [mailId],
  );
  return rows;
}

export interface ReportRow {
  readonly raw: string;
  readonly reverse_path: string;
  readonly recipient: string;
  readonly account_id: number | null;
  readonly destination: string | null;
}

/** Returns the reports written so far. */
export async function reports(pool: Pool): Promise<ReportRow[]> {
  const { rows } = await pool.query<ReportRow & { header: Buffer; body: Buffer }>(
    `select b.header, b.body, m.reverse_path, d.recipient, d.account_id, d.destination
     from accepted_mails m join blobs b on b.id = m.blob_id join deliveries d on d.mail_id = m.id
     where m.source = 'generated' order by m.id, d.id`,
  );
  return rows.map((row) => ({ ...row, raw: Buffer.concat([row.header, row.body]).toString() }));
}
