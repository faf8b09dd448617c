import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { startDns, type Tamper, type Zone } from '@postroom/testkit';
import type { ResolverOptions } from '../options.ts';
import { createResolver } from '../resolver.ts';

const ZONE: Zone = {
  'example.test': { A: ['192.0.2.1'], TXT: ['x'.repeat(900)] },
  'wide.test': { A: Array.from({ length: 200 }, (_, at) => `10.0.0.${at}`) },
  'too-wide.test': { A: Array.from({ length: 257 }, (_, at) => `10.0.${at >> 8}.${at & 255}`) },
  'huge.test': { TXT: Array.from({ length: 40 }, () => 'y'.repeat(1000)) },
};
const FOUND = { kind: 'found', records: ['192.0.2.1'], name: 'example.test', isAuthentic: false };

const BRIEF = { tryMs: 100, totalMs: 250 };

async function ask(tamper: Tamper, limits: Partial<ResolverOptions> = {}) {
  await using dns = await startDns(ZONE);
  dns.tamper = tamper;
  const resolver = createResolver({ servers: dns.address, ...limits });
  return { answer: await resolver.a('example.test'), received: dns.received };
}

const changed = (packet: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(packet);
  change(copy);
  return copy;
};
const otherId = (packet: Buffer) => changed(packet, (copy) => copy.writeUInt16BE(copy.readUInt16BE(0) ^ 1, 0));
const otherName = (packet: Buffer) => changed(packet, (copy) => copy.write('x', 13));
const forged = (packet: Buffer) => changed(packet, (copy) => copy.writeUInt8(66, copy.length - 1));
const swapCase = (packet: Buffer) =>
  changed(packet, (copy) => {
    for (let at = 13; at < 20; at++) copy.writeUInt8((copy[at] ?? 0) ^ 0x20, at);
  });

test('answers of 512 octets and more come over UDP with EDNS(0) up to 1232, and longer ones over TCP', async () => {
  await using dns = await startDns(ZONE);
  const resolver = createResolver({ servers: dns.address });
  await resolver.txt('example.test');
  assert.deepEqual(
    dns.received.map(({ transport }) => transport),
    ['udp'],
  );
  const { query } = dns.received[0] ?? assert.fail();
  assert.equal(query.subarray(-11).toString('hex'), '00002904d0000000000000', 'OPT with 1232');
  assert.equal(query.readUInt16BE(2), 0x0120, 'RD and AD');
  const wide = await resolver.a('wide.test');
  assert.equal(wide.kind === 'found' && wide.records.length, 200);
  assert.deepEqual(
    dns.received.slice(1).map(({ transport }) => transport),
    ['udp', 'tcp'],
  );
});

test('answers are limited in records and octets', async () => {
  await using dns = await startDns(ZONE);
  const resolver = createResolver({ servers: dns.address });
  assert.deepEqual(await resolver.a('too-wide.test'), { kind: 'temporary-failure', reason: 'too-large' });
  assert.deepEqual(await resolver.txt('huge.test'), { kind: 'temporary-failure', reason: 'too-large' });
});

test('query ids, ports and letter case are random', async () => {
  await using dns = await startDns(ZONE);
  const resolver = createResolver({ servers: dns.address });
  await Promise.all(Array.from({ length: 60 }, (_, at) => resolver.a(`question-number-${at}.test`)));
  const differ = (values: unknown[]) => new Set(values).size;
  assert.ok(differ(dns.received.map(({ query }) => query.readUInt16BE(0))) > 50);
  assert.ok(differ(dns.received.map(({ port }) => port)) > 50);
  assert.ok(differ(dns.received.map(({ query }) => query.toString('latin1', 13, 28))) > 50);
});

test('a port is used for a few queries in turn, and all are closed in the end', async () => {
  await using dns = await startDns(ZONE);
  const open = () => process.getActiveResourcesInfo().filter((resource) => resource === 'UDPWrap').length;
  const resolver = createResolver({ servers: dns.address });
  const names = Array.from({ length: 200 }, (_, at) => `${at}.test`).values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const name of names) await resolver.a(name);
    }),
  );
  const uses = Map.groupBy(dns.received, ({ port }) => port);
  assert.equal(dns.received.length, 200);
  assert.ok(uses.size < 100, `${uses.size} ports`);
  assert.ok([...uses.values()].every((asked) => asked.length <= 16));
  // Closing takes a turn of the event loop; the server's own socket stays.
  for (let turns = 0; open() > 1 && turns < 1000; turns++) await setImmediate();
  assert.equal(open(), 1);
});

test('a response with a wrong id is ignored, and the right one counts', async () => {
  const { answer, received } = await ask((honest) => [otherId(forged(honest)), honest]);
  assert.deepEqual(answer, FOUND);
  assert.equal(received.length, 1);
});

test('answers to other questions, queries and too short packets are ignored', async () => {
  const { answer } = await ask((honest, query) => [otherName(forged(honest)), query, honest.subarray(0, 9), honest]);
  assert.deepEqual(answer, FOUND);
});

test('an answer with another letter case is asked again over TCP, where it cannot be forged from afar', async () => {
  const { answer, received } = await ask((honest, _, transport) =>
    transport === 'udp' ? [swapCase(forged(honest))] : [swapCase(honest)],
  );
  assert.deepEqual(answer, FOUND);
  assert.deepEqual(
    received.map(({ transport }) => transport),
    ['udp', 'tcp'],
  );
});

test('a query that gets many answers with wrong ids is asked again over TCP', async () => {
  const { answer, received } = await ask((honest, _, transport) =>
    transport === 'udp' ? Array.from({ length: 30 }, () => otherId(forged(honest))) : undefined,
  );
  assert.deepEqual(answer, FOUND);
  assert.deepEqual(
    received.map(({ transport }) => transport),
    ['udp', 'tcp'],
  );
});

test('an answer from another address is ignored', async () => {
  await using dns = await startDns(ZONE);
  const stranger = createSocket('udp4').bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  dns.tamper = (honest, _, transport) => {
    const port = dns.received.at(-1)?.port ?? 0;
    if (transport === 'udp') stranger.send(forged(honest), port, '127.0.0.1');
    return [];
  };
  const resolver = createResolver({ servers: dns.address, ...BRIEF });
  assert.deepEqual(await resolver.a('example.test'), { kind: 'temporary-failure', reason: 'time-out' });
  stranger.close();
});

test('a server without EDNS is asked without it (RFC 6891 7)', async () => {
  for (const rcode of [1, 4]) {
    const refusal = (packet: Buffer) => changed(packet.subarray(0, 12), (head) => head.writeUInt8(0x80 | rcode, 3));
    const withEdns = (query: Buffer) => query.readUInt16BE(10) === 1;
    const whole = (packet: Buffer) => changed(packet, (copy) => copy.writeUInt8(0x80 | rcode, 3));
    const { answer, received } = await ask((honest, query) =>
      withEdns(query) ? [rcode === 1 ? changed(refusal(honest), (head) => head.fill(0, 4)) : whole(honest)] : undefined,
    );
    assert.deepEqual(answer, FOUND, `rcode ${rcode}`);
    assert.equal(received.length, 2);
  }
});

test('BADVERS, with its upper bits in OPT, is not taken for an empty answer', async () => {
  const opt = Buffer.from('00002904d0010000000000', 'hex');
  const { answer } = await ask((honest, query) =>
    query.readUInt16BE(10) === 1
      ? [
          Buffer.concat([
            changed(
              honest.subarray(0, honest.length - 28),
              (copy) => copy.writeUInt32BE(1, 8) && copy.writeUInt16BE(0, 6),
            ),
            opt,
          ]),
        ]
      : undefined,
  );
  assert.deepEqual(answer, FOUND);
});

test('a referral from a server without recursion is a failure, and not "no such records"', async () => {
  const { answer } = await ask((honest) => [
    changed(honest.subarray(0, honest.length - 28), (copy) => {
      copy.writeUInt16BE(0x8100, 2);
      copy.writeUInt16BE(0, 6);
    }),
  ]);
  assert.deepEqual(answer, { kind: 'temporary-failure', reason: 'server-failure' });
});

test('TCP answers: complete, truncated again, cut short, for another query, and too long', async () => {
  const cut = (packet: Buffer) => changed(packet, (copy) => copy.writeUInt8((copy[2] ?? 0) | 2, 2));
  const overTcp = async (change: (honest: Buffer) => Buffer[], limits = {}) =>
    (await ask((honest, _, transport) => (transport === 'udp' ? [cut(honest)] : change(honest)), limits)).answer;
  const failed = (reason: string) => ({ kind: 'temporary-failure', reason });
  assert.deepEqual(await overTcp((honest) => [honest]), FOUND);
  assert.deepEqual(await overTcp((honest) => [cut(honest)]), failed('malformed'));
  assert.deepEqual(await overTcp((honest) => [honest.subarray(0, 30)]), failed('malformed'));
  assert.deepEqual(await overTcp((honest) => [otherId(honest)]), failed('malformed'));
  assert.deepEqual(await overTcp(() => [Buffer.alloc(60_000)]), failed('too-large'));
  assert.deepEqual(await overTcp(() => [], BRIEF), failed('time-out'));
});
