import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Random } from '@postroom/testkit';
import { message, testServer } from './server.ts';

const server = await testServer({ maxBadCommands: 100_000 });
const alice = await server.account('alice@postroom.test');
for (let n = 1; n <= 3; n += 1) await server.deliver(alice, 'INBOX', message(n));
after(() => server[Symbol.asyncDispose]());

const COMMANDS = (
  'CAPABILITY NOOP ID ENABLE NAMESPACE SELECT EXAMINE CREATE DELETE RENAME SUBSCRIBE UNSUBSCRIBE LIST LSUB STATUS APPEND CHECK ' +
  'CLOSE UNSELECT EXPUNGE SEARCH SORT THREAD FETCH STORE COPY MOVE GETQUOTA GETQUOTAROOT LOGIN STARTTLS AUTHENTICATE'
).split(' ');

const WORDS = [
  ...[
    'INBOX',
    '"a b"',
    'Trash',
    'a/b/c',
    '"&AOk-"',
    '"&"',
    '%',
    '*',
    '""',
    '1',
    '1:*',
    '*',
    '2:1,3',
    '0',
    '4294967295',
    '99:*',
  ],
  ...[
    'FLAGS',
    '+FLAGS.SILENT',
    '-FLAGS',
    '(\\Seen)',
    '(\\Deleted a)',
    '(FLAGS UID)',
    'ALL',
    'FULL',
    'BODY[]',
    'BODY.PEEK[1.2.MIME]',
  ],
  ...[
    'BODY[HEADER.FIELDS (a b)]<2.9>',
    '(BODYSTRUCTURE ENVELOPE BODY MODSEQ)',
    '(CHANGEDSINCE 3)',
    '(UNCHANGEDSINCE 1)',
    '(CONDSTORE)',
  ],
  ...[
    '(MESSAGES UNSEEN)',
    'SEEN',
    'OR',
    'NOT',
    'TEXT',
    'HEADER',
    'BODY',
    'x',
    'CHARSET',
    'UTF-8',
    'KOI8-R',
    'SINCE',
    '1-Feb-2020',
    'MODSEQ',
  ],
  ...[
    '{3+}\r\nabc',
    '{0+}\r\n',
    '{2+}\r\n\0\xff',
    '"\xff"',
    '(',
    ')',
    '"',
    '\\',
    'NIL',
    '()',
    '"17-Jul-1996 02:44:25 -0700"',
    '\r',
    'CONDSTORE',
  ],
];

for (const seed of [1, 2, 3]) {
  test(`${seed}: commands of random words are all answered, and none causes a server error`, {
    timeout: 60_000,
  }, async () => {
    const random = new Random(seed);
    const wire = await server.login('alice@postroom.test');
    let answered = 0;
    for (let round = 0; round < 400; round += 1) {
      const words = Array.from({ length: random.below(5) }, () => random.pick(WORDS));
      const command = [`t${round}`, random.chance(0.3) ? 'UID' : '', random.pick(COMMANDS), ...words]
        .filter(Boolean)
        .join(' ');
      await wire.send(Buffer.from(`${command}\r\nn${round} NOOP\r\n`, 'latin1'));
      // The reply to NOOP shows that the server found the end of the command, whatever it was.
      const lines = await wire.until(new RegExp(`^n${round} OK`)).catch((error: Error) => {
        throw new Error(`${error.message} after ${JSON.stringify(command)}`);
      });
      answered += lines.some((line) => line.startsWith(`t${round} `) || line.startsWith('* BAD')) ? 1 : 0;
      assert.deepEqual(server.errors, [], command);
      if (round % 20 === 0) await wire.ask(`s${round} SELECT INBOX`, /^\*/);
      if (round % 20 === 0) await wire.until(new RegExp(`^s${round} OK`));
    }
    assert.equal(answered, 400);
    wire.close();
  });
}
