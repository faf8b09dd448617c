import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ThreadFacts } from '@postroom/mailbox';
import { byReferences } from './by-references.ts';
import { MessageGraph } from './message-graph.ts';
import { threadPieces } from './thread-tree.ts';

interface Message {
  /** The Message-ID as a number; 0 for none. */
  id?: number;
  references?: number[];
  subject?: number;
  isReply?: boolean;
  sent?: number;
}

/** Returns the THREAD response for messages 1, 2, …; by default each has its number as id and as date, and its own subject. */
async function threads(messages: readonly Message[], pageSize = 1_000): Promise<string> {
  const graph = await MessageGraph.of(pagesOf(messages, pageSize), messages.length);
  return [...threadPieces(await byReferences(graph))].join('');
}

async function* pagesOf(messages: readonly Message[], pageSize: number): AsyncGenerator<ThreadFacts> {
  for (let at = 0; at < messages.length; at += pageSize) {
    const page = messages.slice(at, at + pageSize).map((message, index) => ({ ...message, number: at + index + 1 }));
    const column = (value: (message: (typeof page)[0]) => number) => Float64Array.from(page, value);
    yield {
      uids: column(({ number }) => number),
      sent: column(({ sent, number }) => sent ?? number),
      ids: column(({ id, number }) => id ?? number),
      subjects: column(({ subject, number }) => subject ?? 1_000_000 + number),
      replies: column(({ isReply }) => (isReply ? 1 : 0)),
      counts: column(({ references }) => references?.length ?? 0),
      references: Float64Array.from(page.flatMap(({ references }) => references ?? [])),
    };
  }
}

const to = (...references: number[]): Message => ({ references });

const CASES: [what: string, messages: Message[], wanted: string][] = [
  ['no messages', [], ''],
  ['no replies', [{}, {}], '(1)(2)'],
  [
    'a chain and a thread that forks (RFC 5256 4)',
    [{}, {}, to(2), to(2, 3), to(2, 3, 4), to(2, 3), to(2, 3, 6)],
    '(1)(2 3 (4 5)(6 7))',
  ],
  ['a reply that came before its original', [{ ...to(2), sent: 5 }, { sent: 1 }], '(2 1)'],
  ['two replies to a missing message (RFC 5256 4)', [to(90), to(90)], '((1)(2))'],
  ['one reply to a missing message', [to(90)], '(1)'],
  ['missing messages between existing ones', [{}, to(1, 90), to(1, 90, 91)], '(1 (2)(3))'],
  ['a chain of missing messages', [to(90, 91, 92), to(90, 91)], '((1)(2))'],
  ['the references of a message itself outweigh those of others', [{}, {}, to(1, 2, 4), to(1)], '(1 (2)(4 3))'],
  ['references in a circle', [to(2), to(1)], '(2 1)'],
  ['references of a message to itself', [to(1), to(2, 2, 2)], '(1)(2)'],
  ['two messages with the same id', [{ id: 7 }, { id: 7 }, to(7)], '(1 3)(2)'],
  ['messages without ids', [{ id: 0 }, { id: 0 }], '(1)(2)'],
  ['threads sorted by date, and by number if dates are equal', [{ sent: 9 }, { sent: 1 }, { sent: 1 }], '(2)(3)(1)'],
  ['replies sorted by date', [{}, { ...to(1), sent: 9 }, { ...to(1), sent: 8 }], '(1 (3)(2))'],
  ['a reply without references, joined by subject', [{ subject: 5 }, { subject: 5, isReply: true }], '(1 2)'],
  ['a reply before its original, joined by subject', [{ subject: 5, isReply: true }, { subject: 5 }], '(2 1)'],
  [
    'three replies with one subject',
    [
      { subject: 5, isReply: true },
      { subject: 5, isReply: true },
      { subject: 5, isReply: true },
    ],
    '((1)(2)(3))',
  ],
  ['two originals with one subject', [{ subject: 5 }, { subject: 5 }], '((1)(2))'],
  ['empty subjects, which join nothing', [{ subject: 0 }, { subject: 0, isReply: true }], '(1)(2)'],
  [
    'one subject with replies to missing messages',
    [
      { ...to(90), subject: 5 },
      { ...to(90), subject: 5 },
      { subject: 5 },
      { ...to(91), subject: 5 },
      { ...to(91), subject: 5 },
    ],
    '((1)(2)(3)(4)(5))',
  ],
];

for (const [what, messages, wanted] of CASES) {
  test(`RFC 5256 REFERENCES: ${what}`, async () => {
    assert.equal(await threads(messages), wanted);
    assert.equal(await threads(messages, 1), wanted, 'read one by one');
  });
}

test('each message is in the response exactly once, whatever it refers to', async () => {
  for (let round = 1; round <= 60; round++) {
    const pick = (n: number, of: number): number => ((n * 7_919 + round * 104_729) % of) + 1;
    const messages = Array.from({ length: 40 }, (_, n) => ({
      ...to(...Array.from({ length: pick(n, 5) - 1 }, (_, k) => pick(n * 31 + k * 17, 50))),
      subject: pick(n, 9) - 1,
      isReply: pick(n, 2) === 1,
      sent: pick(n, 13),
    }));
    const numbers = (await threads(messages)).match(/\d+/g)?.map(Number) ?? [];
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from(messages, (_, index) => index + 1),
    );
  }
});

test('very deep threads and circular references take bounded time', async () => {
  const COUNT = 100_000;
  const deep = await threads(Array.from({ length: COUNT }, (_, n) => to(n)));
  assert.equal(deep, `(${Array.from({ length: COUNT }, (_, n) => n + 1).join(' ')})`);
  // Each message is put below the end of a chain that begins with itself.
  const hostile = Array.from({ length: COUNT }, (_, n) => (n % 2 ? to(n + 2) : to(n + 1, COUNT - n)));
  assert.equal((await threads(hostile)).match(/\d+/g)?.length, COUNT);
});
