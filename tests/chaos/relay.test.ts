import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDns, startPlatform, startSmtpPeer } from '@postroom/testkit';
import { createTransport } from 'nodemailer';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';

// Workers die while they relay messages. Every accepted message reaches the other server. Only those whose 250 was on its way to a
// dying worker may come twice (RFC 5321 4.5.4.1 has no remedy).

const TOTAL = 300;
const SESSIONS = 6;
const CONNECTIONS = 4;

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const peer = stack.use(
  await startSmtpPeer({
    // Slow enough that every kill finds messages being sent.
    script: async ({ stage }) => {
      if (stage === 'end') await sleep(20);
      return undefined;
    },
  }),
);
const dns = stack.use(
  await startDns({ 'peer.test': { MX: [[10, 'mx.peer.test']] }, 'mx.peer.test': { A: [peer.host] } }),
);
const platform = stack.use(
  await startPlatform({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    counts: { 'delivery-worker': 2 },
    env: {
      OUTBOUND_PORT: `${peer.port}`,
      OUTBOUND_CONNECTIONS: `${CONNECTIONS}`,
      DNS_SERVERS: dns.address,
      // Work of dead workers is free soon; a live worker renews its lease three times in this period.
      LEASE_SECONDS: '6',
    },
    restart: true,
  }),
);
const stage = stack.use(backstage(platform.settings.databaseUrl));
await stage.account('alice@postroom.test');

async function submitAll(): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: platform.ports.SUBMISSION_PORT,
    tls: { rejectUnauthorized: false },
    auth: { user: 'alice@postroom.test', pass: PASSWORD },
    pool: true,
    maxConnections: SESSIONS,
  });
  const mails = Array.from({ length: TOTAL }, (_, n) =>
    transport.sendMail({ from: 'alice@postroom.test', to: `r${n}@peer.test`, subject: `${n}`, text: 'x' }),
  );
  await Promise.all(mails);
  transport.close();
}

test('mail to other servers survives kill -9 of delivery workers under load', async () => {
  const submitting = submitAll();
  let kills = 0;
  for (const label of ['delivery-worker-1', 'delivery-worker-2', 'delivery-worker-1']) {
    const before = peer.messages.length;
    await eventually(
      'mail moves',
      async () => peer.messages.length > before + 20 || peer.messages.length >= TOTAL,
      150_000,
    );
    platform.fleet.process(label).kill();
    kills++;
  }
  await submitting;
  const arrived = () => new Set(peer.messages.flatMap(({ recipients }) => recipients)).size;
  await eventually('every mail has arrived', async () => arrived() === TOTAL, 200_000).catch(() => {});
  assert.equal(arrived(), TOTAL);
  const twice = peer.messages.length - TOTAL;
  assert.ok(twice <= kills * CONNECTIONS, `${twice} came twice`);
  await eventually('every delivery is settled', async () => {
    const { rows } = await stage.pool.query(`select 1 from deliveries where state <> 'relayed'`);
    return rows.length === 0;
  });
});
