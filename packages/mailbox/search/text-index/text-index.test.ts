import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gramsOf } from './grams.ts';
import { readPlaces, readPostings, SEGMENT_OCTETS } from './postings.ts';
import { type Segment, SegmentBuilder } from './segment.ts';
import { candidates, gramsFor, simplified, type Wanted } from './wanted.ts';

/** Returns a random number generator; the same seed gives the same numbers. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SCRIPTS = ['abcdefghi 123.,', 'абвгд αβγδ', '中文搜索引擎', 'かなカナ', '한국어글', 'ไทยภาษา', '𠀀😀x'];

function randomText(random: (below: number) => number, length: number): string {
  const alphabet = [...(SCRIPTS[random(SCRIPTS.length)] as string)];
  let text = '';
  for (let n = 0; n < length; n++) text += alphabet[random(alphabet.length)];
  return text;
}

function segmentOf(
  texts: readonly (readonly string[])[],
  isWhole: (place: number) => boolean = () => true,
): Promise<Segment> {
  const builder = new SegmentBuilder(1000);
  for (const [place, each] of texts.entries()) builder.add(1000 + place, each, isWhole(place));
  return builder.end(() => undefined);
}

/** Returns the places that the segment does not exclude. */
function found(segment: Segment, query: Wanted): number[] {
  const wanted = simplified(query);
  const has = new Map(
    [...gramsFor(wanted)].map((gram) => {
      const row = segment.rows.findLast(({ firstGram }) => firstGram <= gram);
      return [gram, readPostings(row?.data ?? Buffer.alloc(0), row?.firstGram ?? 0, gram)];
    }),
  );
  const bits = candidates(wanted, (gram) => has.get(gram) ?? null) ?? new Uint8Array(SEGMENT_OCTETS).fill(0xff);
  const unsure = readPlaces(segment.unsure);
  const places: number[] = [];
  for (let place = 0; place < segment.messages; place++) {
    if (((bits[place >> 3] as number) | (unsure[place >> 3] as number)) & (1 << (place & 7))) places.push(place);
  }
  return places;
}

suite('the index of texts', () => {
  test('rules out no message with the text, in any script, and most of the others', async () => {
    const random = randomSource(3);
    const texts = Array.from({ length: 400 }, () => [
      randomText(random, 5 + random(60)),
      randomText(random, random(9)),
    ]);
    const segment = await segmentOf(texts);
    let [looked, right] = [0, 0];
    for (let round = 0; round < 3000; round++) {
      const text = (texts[random(texts.length)] as string[])[0] as string;
      const from = random(text.length);
      const needle = text.slice(from, from + 1 + random(8)).toWellFormed();
      if (gramsOf(needle).length === 0) continue;
      const true_ = texts.flatMap((each, place) => (each.some((one) => one.includes(needle)) ? [place] : []));
      const answer = new Set(found(segment, { key: 'contains', text: needle }));
      for (const place of true_) assert.ok(answer.has(place), `${needle} in ${texts[place]}`);
      looked += answer.size;
      right += true_.length;
    }
    assert.ok(right > 10_000 && looked < right * 3, `${looked} candidates for ${right} messages`);
  });

  test('two letters of Han, Kana, Hangul and Thai, or one of Han, are enough; other scripts need three', async () => {
    for (const enough of ['中', '中文', 'かな', '한국', 'ไท', 'abc', 'где', '😀'])
      assert.ok(gramsOf(enough).length, enough);
    for (const tooFew of ['', 'a', 'ab', 'ж', 'か']) assert.equal(gramsOf(tooFew).length, 0, tooFew);
  });

  test('rules out nothing for a text that is too short, alone or with others', async () => {
    const segment = await segmentOf([['apple pie'], ['pear'], ['plum']]);
    const has = (text: string): Wanted => ({ key: 'contains', text });
    assert.deepEqual(found(segment, has('pe')), [0, 1, 2]);
    assert.deepEqual(found(segment, { key: 'and', of: [has('pe'), has('pear')] }), [1]);
    assert.deepEqual(found(segment, { key: 'or', of: [has('pe'), has('pear')] }), [0, 1, 2]);
    assert.deepEqual(found(segment, { key: 'or', of: [has('plum'), has('pear')] }), [1, 2]);
    assert.deepEqual(found(segment, { key: 'and', of: [has('plum'), has('pear')] }), []);
    assert.deepEqual(found(segment, { key: 'and', of: [{ key: 'anything' }, has('apple')] }), [0]);
    assert.deepEqual(found(segment, { key: 'or', of: [] }), []);
    assert.deepEqual(found(segment, { key: 'and', of: [] }), [0, 1, 2]);
  });

  test('never rules out a message that is not fully indexed or has too many grams', async () => {
    const random = randomSource(9);
    let long = '';
    while (long.length < 400_000) long += String.fromCharCode(0x4e00 + random(20_000));
    const segment = await segmentOf([['one'], ['two'], [long], ['three']], (place) => place !== 1);
    assert.deepEqual(found(segment, { key: 'contains', text: 'three' }), [1, 2, 3]);
  });

  test('keeps rows small, and a full segment accepts no more', async () => {
    const random = randomSource(1);
    const builder = new SegmentBuilder(1);
    let id = 1;
    for (; builder.takes(id); id++) builder.add(id, [randomText(random, 200)], true);
    assert.equal(id, 4097);
    const segment = await builder.end(() => undefined);
    assert.equal(segment.lastId, 4096);
    for (const { data } of segment.rows) assert.ok(data.length <= 1600);
  });

  test('reads invalid postings to their end and no further', async () => {
    const random = randomSource(5);
    for (let round = 0; round < 2000; round++) {
      const data = Buffer.from(Array.from({ length: random(60) }, () => random(256)));
      const bits = readPostings(data, 0, random(300));
      assert.ok(bits === null || bits.length === SEGMENT_OCTETS);
      assert.equal(readPlaces(data).length, SEGMENT_OCTETS);
    }
  });
});
