import type { Random } from '@postroom/testkit';

/** Octets with a meaning in grammars of lines and strings. */
const OCTETS = [
  0, 9, 10, 13, 32, 34, 37, 38, 40, 41, 42, 43, 44, 46, 58, 60, 61, 62, 64, 91, 92, 93, 123, 125, 127, 128, 255,
];
const NUMBERS = [
  '0',
  '-1',
  '1',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '18446744073709551616',
  '00000001',
  '1e9',
];
const MAX_REPEATED = 20_000;

type Mutation = (input: Buffer, random: Random, dictionary: readonly string[]) => Buffer;

const mutations: readonly Mutation[] = [
  // Changes an octet.
  (input, random) => {
    const copy = Buffer.from(input);
    copy[random.below(copy.length)] = random.chance(0.5) ? random.pick(OCTETS) : random.below(256);
    return copy;
  },
  // Inserts an octet.
  (input, random) => splice(input, random.below(input.length + 1), 0, Buffer.from([random.pick(OCTETS)])),
  // Removes a piece.
  (input, random) => splice(input, random.below(input.length), 1 + random.below(8), Buffer.alloc(0)),
  // Repeats a piece, once or very often.
  (input, random) => {
    const start = random.below(input.length);
    const piece = input.subarray(start, start + 1 + random.below(12));
    const times = random.chance(0.1) ? Math.floor(MAX_REPEATED / piece.length) : 1 + random.below(4);
    return splice(input, start, 0, Buffer.concat(Array.from({ length: times }, () => piece)));
  },
  // Inserts a word of the protocol where it does not belong.
  (input, random, dictionary) =>
    splice(input, random.below(input.length + 1), 0, Buffer.from(random.pick(dictionary), 'latin1')),
  // Replaces a word.
  (input, random, dictionary) => replaceMatch(input, random, /[^\s()]+/g, random.pick(dictionary)),
  // Replaces a number with an extreme one.
  (input, random) => replaceMatch(input, random, /\d+/g, random.pick(NUMBERS)),
  // Changes a line end.
  (input, random) =>
    replaceMatch(input, random, /\r\n/g, random.pick(['\n', '\r', '\r\r\n', '\n\r', '', '\r\n\r\n', '\r\n.\r\n'])),
];

/** Makes up to three mistakes in the input; sometimes none. */
export function mutate(input: Buffer, random: Random, dictionary: readonly string[]): Buffer {
  let output = input;
  for (let times = random.below(4); times > 0 && output.length > 0; times -= 1) {
    output = random.pick(mutations)(output, random, dictionary);
  }
  return output;
}

function splice(input: Buffer, start: number, length: number, piece: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, start), piece, input.subarray(start + length)]);
}

function replaceMatch(input: Buffer, random: Random, pattern: RegExp, by: string): Buffer {
  const matches = [...input.toString('latin1').matchAll(pattern)];
  if (matches.length === 0) return input;
  const match = random.pick(matches);
  return splice(input, match.index, match[0].length, Buffer.from(by, 'latin1'));
}
