import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth, LINEAR_GROWTH } from '@postroom/testkit';
import { corpus, type Labelled } from './corpus.testing.ts';
import { type Model, modelOf, NEUTRAL, type Seen, score, tokensOf } from './index.ts';

const THRESHOLD = 0.99;

function learned(lessons: readonly Labelled[]): Model {
  const seen = new Map<number, Seen>();
  const total = { spam: 0, ham: 0 };
  for (const lesson of lessons) {
    const kind = lesson.isSpam ? 'spam' : 'ham';
    total[kind] += 1;
    for (const token of tokensOf(lesson)) {
      const before = seen.get(token) ?? { spam: 0, ham: 0 };
      seen.set(token, { ...before, [kind]: before[kind] + 1 });
    }
  }
  return { total, seen: (token) => seen.get(token) };
}

interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly wrong: readonly Labelled[];
}

function quality(model: Model, messages: readonly Labelled[]): Quality {
  const said = messages.map((message) => ({ message, isSpam: score(tokensOf(message), model) >= THRESHOLD }));
  const marked = said.filter(({ isSpam }) => isSpam);
  const right = marked.filter(({ message }) => message.isSpam).length;
  const spam = messages.filter(({ isSpam }) => isSpam).length;
  const wrong = said.filter(({ message, isSpam }) => message.isSpam !== isSpam).map(({ message }) => message);
  return { precision: marked.length > 0 ? right / marked.length : 1, recall: right / spam, wrong };
}

test('the filter finds the spam in the unlearned half of 2,800 labelled messages', (t) => {
  const messages = corpus(2_800, 14);
  const [lessons, rest] = [messages.slice(0, 1_400), messages.slice(1_400)];
  for (const count of [60, 200, 1_400]) {
    const { precision, recall } = quality(learned(lessons.slice(0, count)), rest);
    t.diagnostic(`${count} lessons: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`);
    assert.ok(precision >= 0.99, `precision ${precision}`);
    if (count === 1_400) assert.ok(recall >= 0.85, `recall ${recall}`);
  }
});

test('the filter marks hardly any good mail of a kind it never learned', (t) => {
  const messages = corpus(2_800, 15);
  for (const kind of ['pharmacy', 'casino', 'seo', 'work', 'receipt', 'family']) {
    const those = messages.filter((message) => message.kind === kind);
    const { recall, wrong } = quality(learned(corpus(1_400, 17, kind)), those);
    const isSpam = messages.find((message) => message.kind === kind)?.isSpam;
    const said = isSpam ? `recall ${recall.toFixed(3)}` : `${wrong.length} of ${those.length} wrongly marked`;
    t.diagnostic(`${kind} was not learned: ${said}`);
    if (!isSpam) assert.ok(wrong.length <= those.length / 10, `${kind}: ${wrong.length} of ${those.length}`);
  }
});

test('lessons of the account outweigh those of all accounts', () => {
  const text = { subject: '', from: '', text: 'casino jackpot roulette blackjack odds payout wagering' };
  const all = learned(corpus(1_000, 16));
  assert.ok(score(tokensOf(text), modelOf(null, all)) > THRESHOLD);
  const player = learned(Array.from({ length: 40 }, () => ({ ...text, kind: 'mine', isSpam: false })));
  assert.ok(score(tokensOf(text), modelOf(player, all)) < THRESHOLD);
});

test('Chinese and Japanese are split into character pairs, other text into words, within limits', () => {
  const of = (text: string) => tokensOf({ subject: '', from: '', text }).length;
  assert.deepEqual([of('代开发票'), of('one two'), of(''), of('日')], [3, 2, 0, 1]);
  for (const text of ['a'.repeat(1e6), '日'.repeat(1e6), 'x '.repeat(1e6), '\u0000\ud800'.repeat(1e5), corpusText()]) {
    assert.ok(of(text) <= 400 * 2);
    const times = growth((length) => of(text.slice(0, length)), text.length / 32);
    assert.ok(times < LINEAR_GROWTH, `${times} times for 32 times the length`);
  }
  assert.equal(score([], learned(corpus(100, 1))), NEUTRAL);
  for (const token of tokensOf({ subject: 'x', from: 'y@z.example', text: corpusText() }))
    assert.ok(Number.isSafeInteger(token));
});

function corpusText(): string {
  return corpus(500, 3)
    .map(({ text }) => text)
    .join(' ');
}
