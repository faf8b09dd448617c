import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Wire } from '../wire.ts';
import { matches } from './match.ts';
import { parseTranscript } from './parse.ts';
import { runTranscript } from './run.ts';

/** Starts a server that greets and echoes lines; "both" goes to every session, "bye" ends one. */
async function echoServer() {
  const sockets = new Set<import('node:net').Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    socket.write('* hello 17\r\n');
    let text = '';
    socket.on('data', (data) => {
      text += data;
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (line === 'bye') socket.end('* BYE\r\n');
        else for (const to of line.includes('both') ? sockets : [socket]) to.write(`you said ${line}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    connect: () => Wire.connect({ port, timeout: 300 }),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

test('a transcript may have several sessions, captures, wildcards, close and silence', async () => {
  await using server = await echoServer();
  const conditions: string[] = [];
  const result = await runTranscript(
    `# it works
needs: ECHO
given: one thing; another
S1: * hello $n
S2: * hello $n
C1: say $n and $user to both
S1: you said say 17 and ann to ...
S2: you said ...
S2: <silence>
C: bye
S: * BYE
S: <close>`,
    {
      connect: server.connect,
      given: async (condition) => void conditions.push(condition),
      supports: (need) => need === 'ECHO',
      values: { user: 'ann' },
      silence: 50,
    },
  );
  assert.equal(result, undefined);
  assert.deepEqual(conditions, ['one thing', 'another']);
});

test('a wrong line is shown beside the expected one, with its position', async () => {
  await using server = await echoServer();
  const source = '# title\nS: * hello 17\nC: a\nS: you said b';
  await assert.rejects(runTranscript(source, server), (error: Error) => {
    assert.match(
      error.message,
      /title, line 4\n {4}S1: \* hello 17\n {4}C1: a\n {2}- S1: you said b\n {2}\+ S1: you said a/,
    );
    return true;
  });
  await assert.rejects(runTranscript('S: ...\nS: more', server), /nothing came within 300 ms/);
});

test('a server of others may send lines and leave lines out where the standards let it', async () => {
  await using server = await echoServer();
  const liberties = { maySend: /RECENT/, mayOmit: /MODSEQ/ };
  const source =
    'S: * hello 17\nC: 3 RECENT\nC: a\nS: you said MODSEQ 5\nS: you said a\nS: <silence>\nC: bye\nS: * BYE\nS: <close>';
  await runTranscript(source, { connect: server.connect, liberties, silence: 50 });
  await assert.rejects(runTranscript(source, server), /- S1: you said MODSEQ 5\n {2}\+ S1: you said 3 RECENT/);
  const more = 'S: * hello 17\nC: a\nS: you said MODSEQ 5\nC: b\nS: you said b';
  await assert.rejects(
    runTranscript(more, { connect: server.connect, liberties }),
    /- S1: you said b\n {2}\+ S1: you said a/,
  );
});

test('a transcript is skipped if the server lacks a feature it needs', async () => {
  const result = await runTranscript('needs: MOVE\nS: x', { connect: () => assert.fail(), supports: () => false });
  assert.deepEqual(result, { skipped: 'the server does not offer MOVE' });
});

test('a capture takes one word and keeps it, and a line that does not match captures nothing', () => {
  const captures = new Map<string, string>();
  assert.ok(!matches('* OK [UIDNEXT $uid] x', '* NO [UIDNEXT 4] y', captures));
  assert.equal(captures.size, 0);
  assert.ok(matches('* OK [UIDNEXT $uid] ...', '* OK [UIDNEXT 4] y', captures));
  assert.ok(!matches('* $uid EXPUNGE', '* 5 EXPUNGE', captures));
  assert.ok(matches('a OK ...', 'a OK', captures));
  assert.ok(matches('cost $$5', 'cost $5', captures));
  assert.ok(!matches('a OK', 'a OK done', captures));
});

test('a malformed line is refused', () => {
  assert.throws(() => parseTranscript('X1: what'), /line 1 is neither/);
});
