import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import type { ScannedMessage } from './message.ts';
import { createScanners, type ScannerOptions } from './scanners.ts';
import { envelopeOf, messageOf } from './testing.ts';

// Tests both clients with a server that answers whatever a test wants: in pieces, too early, never.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const small = messageOf('Subject: x\r\n\r\nhello\r\n');
const never = new AbortController().signal;

async function standIn(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Calls `work` once the received text ends with `end`. */
function whenEnds(socket: Socket, end: string, work: () => void): void {
  let seen = '';
  socket.on('data', (data: Buffer) => {
    seen = (seen + data.toString('latin1')).slice(-100);
    if (seen.endsWith(end)) work();
  });
}

const defaults: ScannerOptions = { rspamd: null, clamd: null, withinMs: 5_000, maxBytes: 1e9, concurrency: 4 };

async function virus(port: number, message: ScannedMessage = small, options: Partial<ScannerOptions> = {}) {
  const scanners = createScanners({ ...defaults, clamd: { host: '127.0.0.1', port }, ...options });
  const answers = await scanners.scan({ spam: message, virus: message }, envelopeOf(), never);
  assert.equal(answers.spam, null);
  return answers.virus;
}

async function spam(port: number, message: ScannedMessage = small, options: Partial<ScannerOptions> = {}) {
  const rspamd = { url: `http://127.0.0.1:${port}`, password: '' };
  const scanners = createScanners({ ...defaults, rspamd, ...options });
  const answers = await scanners.scan({ spam: message, virus: message }, envelopeOf(), never);
  assert.equal(answers.virus, null);
  return answers.spam;
}

function reasonOf(scan: object | null): string {
  assert.equal((scan as { result: string }).result, 'failed');
  return (scan as { reason: string }).reason;
}

const END = '\0\0\0\0';

test('clamd: the frames are the same however the message is split, and a reply may come octet by octet', async () => {
  const text = Buffer.from('Subject: x\r\n\r\n'.padEnd(200_000, 'abc\0'));
  for (const piece of [1, 7, 512, 65_536, 200_000]) {
    const message = messageOf(piece < 512 ? text.subarray(0, 500) : text, piece);
    let got: Buffer = Buffer.alloc(0);
    const port = await standIn((socket) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      socket.on('data', (data: Buffer) => {
        chunks.push(data);
        bytes += data.length;
        if (bytes < 10 + message.size + 4) return;
        const all = unframed(Buffer.concat(chunks));
        if (all === null) return;
        got = all;
        for (const octet of Buffer.from('stream: OK\0')) socket.write(Buffer.from([octet]));
      });
    });
    const scan = await virus(port, message);
    assert.equal(scan?.result, 'answered');
    assert.ok(got.equals(piece < 512 ? text.subarray(0, 500) : text), `pieces of ${piece}`);
  }
});

/** Returns the content of zINSTREAM's chunks; null before the end. */
function unframed(bytes: Buffer): Buffer | null {
  assert.equal(bytes.toString('latin1', 0, 10), 'zINSTREAM\0');
  const pieces: Buffer[] = [];
  for (let at = 10; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    assert.ok(length <= 64 * 1024);
    pieces.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

test('clamd: a nonsensical reply is a failure with a reason', async () => {
  for (const [said, reason] of [
    ['stream: MAYBE\0', /clamd said "stream: MAYBE"/],
    ['\0', /clamd said ""/],
    ['x'.repeat(10_000), /more than 4096 octets/],
    ['', /closed the connection without a reply/],
    ['stream: OK', /closed the connection without a reply/],
  ] as const) {
    const port = await standIn((socket) => whenEnds(socket, END, () => socket.end(said)));
    assert.match(reasonOf(await virus(port)), reason);
  }
});

test('clamd: "OK" before the end of the message is not accepted', async () => {
  const hungUp = Promise.withResolvers<void>();
  const port = await standIn((socket) => {
    socket.write('stream: OK\0');
    socket.resume();
    socket.on('close', () => hungUp.resolve());
  });
  const message: ScannedMessage = {
    size: 10,
    async *read() {
      yield Buffer.from('12345');
      await hungUp.promise;
      yield Buffer.from('67890');
    },
  };
  assert.match(reasonOf(await virus(port, message)), /answered before the end/);
});

test('clamd: a message that exceeds its limit half way is skipped', async () => {
  const port = await standIn((socket) =>
    socket.once('data', () => socket.end('INSTREAM size limit exceeded. ERROR\0')),
  );
  const scan = await virus(port, messageOf(Buffer.alloc(20_000_000), 1_000_000));
  assert.equal(scan?.result, 'skipped');
});

const http = (body: string, status = '200 OK', more = ''): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const good = JSON.stringify({ action: 'add header', score: 7, required_score: 15 });

test('rspamd: an answer may be split anywhere', async () => {
  for (const piece of [1, 3, 1000]) {
    const port = await standIn((socket) =>
      whenEnds(socket, 'hello\r\n', () => {
        const octets = Buffer.from(http(good));
        for (let at = 0; at < octets.length; at += piece) socket.write(octets.subarray(at, at + piece));
      }),
    );
    const scan = await spam(port);
    assert.ok(scan?.result === 'answered' && scan.verdict.decision === 'mark');
  }
});

test('rspamd: a nonsensical answer is a failure with a reason', async () => {
  const many = JSON.stringify({ action: 'reject', symbols: 'x'.repeat(2_000_000) });
  for (const [said, reason] of [
    [http('<html>'), /did not answer with JSON/],
    [http('{}'), /has no action/],
    [http(good, '500 Oops'), /status 500/],
    [http('', '302 Found', 'Location: http://127.0.0.1:1/\r\n'), /status 302/],
    [http(good).slice(0, -10), /aborted|ECONNRESET/],
    [http(many), /more than 1048576 octets/],
    ['SMTP 220 hello\r\n', /Parse Error|HPE_/],
    [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, /Header/],
    ['', /socket hang up|ECONNRESET|closed/],
  ] as const) {
    const port = await standIn((socket) => whenEnds(socket, 'hello\r\n', () => socket.end(said)));
    assert.match(reasonOf(await spam(port)), reason, said.slice(0, 60));
  }
});

test('rspamd: a verdict on half a message is not accepted, and a message too large for it is skipped', async () => {
  const large = messageOf(Buffer.alloc(20_000_000), 1_000_000);
  const early = await standIn((socket) => socket.once('data', () => socket.end(http(good))));
  assert.match(reasonOf(await spam(early, large)), /before the end|EPIPE|ECONNRESET|hang up/);
  const full = await standIn((socket) =>
    whenEnds(socket, 'hello\r\n', () => socket.end(http('', '413 Request Entity Too Large'))),
  );
  assert.equal((await spam(full))?.result, 'skipped');
});

test('a scanner that never answers, reads nothing or drips is given up in time', async () => {
  const silent = await standIn(() => {});
  const deaf = await standIn((socket) => socket.pause());
  const drips = await standIn((socket) => {
    socket.resume();
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const large = messageOf(Buffer.alloc(20_000_000), 1_000_000);
  const soon = { withinMs: 300 };
  for (const [port, message] of [
    [silent, small],
    [deaf, large],
    [drips, small],
  ] as const) {
    const [ofClamd, ofRspamd] = await Promise.all([virus(port, message, soon), spam(port, message, soon)]);
    if (port !== drips) assert.match(reasonOf(ofRspamd), /no answer within 0.3 s/);
    assert.match(reasonOf(ofClamd), /no answer within 0.3 s/);
  }
});

test('a scanner that is down is a failure at once', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  assert.match(reasonOf(await virus(port)), /ECONNREFUSED/);
  assert.match(reasonOf(await spam(port)), /ECONNREFUSED/);
});

test('a message over the limit is not sent to the scanner', async () => {
  const port = await standIn(() => assert.fail('nobody should ask'));
  const scan = await virus(port, small, { maxBytes: 10 });
  assert.deepEqual(scan, { result: 'skipped', reason: 'over 10 octets', seconds: 0 });
});

test('the number of concurrent scans is limited, and one that waits too long has no result', async () => {
  const open = new Set<Socket>();
  let most = 0;
  let complete = 0;
  const port = await standIn((socket) => {
    open.add(socket);
    most = Math.max(most, open.size);
    whenEnds(socket, END, () => {
      if (++complete % 3) return;
      for (const one of open) one.write('stream: OK\0');
      open.clear();
    });
  });
  const clamd = { host: '127.0.0.1', port };
  const scanners = createScanners({ ...defaults, clamd, concurrency: 3 });
  const scans = Array.from({ length: 30 }, () => scanners.scan({ spam: small, virus: small }, envelopeOf(), never));
  for (const { virus } of await Promise.all(scans)) assert.equal(virus?.result, 'answered');
  assert.equal(most, 3);

  const silent = { host: '127.0.0.1', port: await standIn(() => {}) };
  const stuck = createScanners({ ...defaults, clamd: silent, concurrency: 1, withinMs: 200 });
  const waiting = Array.from({ length: 5 }, () => stuck.scan({ spam: small, virus: small }, envelopeOf(), never));
  for (const { virus } of await Promise.all(waiting)) assert.match(reasonOf(virus), /no answer within/);
});

test('a message that cannot be read is not a failure of the scanner', async () => {
  const port = await standIn((socket) => socket.resume());
  const broken: ScannedMessage = {
    size: 100,
    async *read() {
      yield Buffer.from('some');
      throw new Error('the store is away');
    },
  };
  await assert.rejects(virus(port, broken), /the store is away/);
  await assert.rejects(spam(port, broken), /the store is away/);
});

test('a scan ends when its client disconnects', async () => {
  const stop = new AbortController();
  const port = await standIn((socket) => socket.once('data', () => stop.abort(new Error('gone'))));
  const scanners = createScanners({ ...defaults, clamd: { host: '127.0.0.1', port } });
  await assert.rejects(scanners.scan({ spam: small, virus: small }, envelopeOf(), stop.signal), /gone/);
});
