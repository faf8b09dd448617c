const TOP = 2 ** 24;
const MODEL_BITS = 11;
const HALF = 2 ** (MODEL_BITS - 1);
const STATES = 12;
const MAX_POSITION_STATES = 16;
/** From this state on the last symbol was not a literal, and the next literal is coded with the octet at the match distance. */
const AFTER_LITERAL = 7;

const models = (count: number): Uint16Array => new Uint16Array(count).fill(HALF);

/** The range decoder: decodes one bit after another, each with a model of its probability. */
class Bits {
  readonly #packed: Buffer;
  #at = 5;
  #range = 0xffffffff;
  #code: number;

  constructor(packed: Buffer) {
    this.#packed = packed;
    this.#code = packed.readUInt32BE(1);
  }

  #normalise(): void {
    if (this.#range >= TOP) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#packed.readUInt8(this.#at++)) >>> 0;
  }

  bit(of: Uint16Array, at: number): number {
    const chance = of[at] as number;
    const bound = (this.#range >>> MODEL_BITS) * chance;
    if (this.#code < bound) {
      this.#range = bound;
      of[at] = chance + ((2 ** MODEL_BITS - chance) >>> 5);
      this.#normalise();
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    of[at] = chance - (chance >>> 5);
    this.#normalise();
    return 1;
  }

  /** Decodes a tree of bits, the highest bit first. @param from where the models of this tree begin */
  tree(of: Uint16Array, from: number, bits: number): number {
    let node = 1;
    for (let done = 0; done < bits; done++) node = (node << 1) | this.bit(of, from + node);
    return node - (1 << bits);
  }

  /** Decodes a tree of bits, the lowest bit first. */
  reversed(of: Uint16Array, from: number, bits: number): number {
    let [node, value] = [1, 0];
    for (let done = 0; done < bits; done++) {
      const bit = this.bit(of, from + node);
      node = (node << 1) | bit;
      value += bit * 2 ** done;
    }
    return value;
  }

  /** Decodes bits of equal probability. */
  even(bits: number): number {
    let value = 0;
    for (let done = 0; done < bits; done++) {
      this.#range = this.#range >>> 1;
      const isOne = this.#code >= this.#range;
      if (isOne) this.#code -= this.#range;
      value = value * 2 + (isOne ? 1 : 0);
      this.#normalise();
    }
    return value;
  }
}

/** Decodes lengths of matches, from 2 on. */
class Lengths {
  readonly #choice = models(2);
  readonly #low = models(MAX_POSITION_STATES * 8);
  readonly #middle = models(MAX_POSITION_STATES * 8);
  readonly #high = models(256);

  read(bits: Bits, position: number): number {
    if (bits.bit(this.#choice, 0) === 0) return 2 + bits.tree(this.#low, position * 8, 3);
    if (bits.bit(this.#choice, 1) === 0) return 10 + bits.tree(this.#middle, position * 8, 3);
    return 18 + bits.tree(this.#high, 0, 8);
  }
}

/**
 * Unpacks LZMA without a header of its own (the LZMA specification of 7-Zip). Throws RangeError for broken input.
 * @param properties its five octets
 * @param size octets of the unpacked content, or as many of them as are wanted
 */
export function unpackLzma(properties: Buffer, packed: Buffer, size: number): Buffer {
  const out = Buffer.alloc(size);
  lzmaModels(properties.readUInt8(0), out)(packed, 0, size);
  return out;
}

/**
 * Returns a function that unpacks chunks of LZMA into ranges of the same octets. A chunk may repeat earlier octets and continues with the
 * models of the chunks before it.
 * @param said the octet that encodes lc, lp and pb
 */
export function lzmaModels(said: number, out: Buffer): (packed: Buffer, from: number, to: number) => void {
  const [lc, lp, pb] = [said % 9, Math.floor(said / 9) % 5, Math.floor(said / 45)];
  if (pb > 4 || lc + lp > 4) throw new RangeError('No LZMA of an archive is like that');
  let bits: Bits;
  const literals = models(0x300 << (lc + lp));
  const isMatch = models(STATES * MAX_POSITION_STATES);
  const isRepeated = models(STATES);
  const [isOther, isThird, isFourth] = [models(STATES), models(STATES), models(STATES)];
  const isLong = models(STATES * MAX_POSITION_STATES);
  const slots = models(4 * 64);
  const [near, align] = [models(128), models(16)];
  const [lengths, repeatedLengths] = [new Lengths(), new Lengths()];
  const before = [0, 0, 0, 0];
  let state = 0;
  let at = 0;

  function literal(): void {
    const last = at > 0 ? (out[at - 1] as number) : 0;
    const from = 0x300 * (((at & ((1 << lp) - 1)) << lc) + (last >>> (8 - lc)));
    let node = 1;
    if (state >= AFTER_LITERAL) {
      let match = out[at - (before[0] as number) - 1] ?? 0;
      while (node < 0x100) {
        const expected = (match >>> 7) & 1;
        match <<= 1;
        const bit = bits.bit(literals, from + ((1 + expected) << 8) + node);
        node = (node << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (node < 0x100) node = (node << 1) | bits.bit(literals, from + node);
    out[at++] = node;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  function distance(length: number): number {
    const slot = bits.tree(slots, Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const direct = (slot >>> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** direct;
    if (slot < 14) return base + bits.reversed(near, base - slot, direct);
    return base + bits.even(direct - 4) * 16 + bits.reversed(align, 0, 4);
  }

  /** Decodes which of the three distances before the last one is used next. */
  function another(): void {
    const which = bits.bit(isThird, state) === 0 ? 1 : 2 + bits.bit(isFourth, state);
    before.unshift(...before.splice(which, 1));
  }

  return (packed, from, to) => {
    bits = new Bits(packed);
    at = from;
    while (at < to) step(to);
  };

  function step(size: number): void {
    const position = at & ((1 << pb) - 1);
    if (bits.bit(isMatch, state * MAX_POSITION_STATES + position) === 0) {
      literal();
      return;
    }
    let length: number;
    if (bits.bit(isRepeated, state) === 0) {
      length = lengths.read(bits, position);
      before.unshift(distance(length));
      before.pop();
      state = state < AFTER_LITERAL ? 7 : 10;
    } else {
      const isOwn = bits.bit(isOther, state) === 0;
      if (isOwn && bits.bit(isLong, state * MAX_POSITION_STATES + position) === 0) {
        length = 1;
        state = state < AFTER_LITERAL ? 9 : 11;
      } else {
        if (!isOwn) another();
        length = repeatedLengths.read(bits, position);
        state = state < AFTER_LITERAL ? 8 : 11;
      }
    }
    const from = at - (before[0] as number) - 1;
    if (from < 0) throw new RangeError('There is nothing so far back');
    for (let copied = 0; copied < length && at < size; copied++) out[at++] = out[from + copied] as number;
  }
}
