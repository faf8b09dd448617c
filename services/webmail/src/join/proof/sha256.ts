/** FIPS 180-4 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = new Uint32Array(64);
/** FIPS 180-4 5.3.3: the same of the square roots of the first eight primes. */
const START = new Uint32Array(8);

for (let found = 0, n = 2; found < 64; n++) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) isPrime = false;
  if (!isPrime) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(n));
  K[found++] = fraction(Math.cbrt(n));
}

function fraction(root: number): number {
  return (root - Math.floor(root)) * 2 ** 32;
}

const W = new Uint32Array(64);

/** Adds one block of 64 octets, from `at` on, to the state (FIPS 180-4 6.2.2). */
function compress(state: Uint32Array, octets: DataView, at: number): void {
  for (let t = 0; t < 16; t++) W[t] = octets.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [x, y] = [W[t - 15] as number, W[t - 2] as number];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[t] = (W[t - 16] as number) + s0 + (W[t - 7] as number) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (K[t] as number) + (W[t] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] as number) + value;
}

const BLOCK = 64;

/**
 * SHA-256 of ASCII texts with a common prefix, which is hashed once. The browser's own SubtleCrypto is asynchronous for each text, and is
 * missing on a page that came without TLS.
 */
export class PrefixHash {
  readonly #state = new Uint32Array(8);
  readonly #before: Uint32Array;
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  readonly #length: number;
  readonly #rest: number;

  constructor(prefix: string) {
    const octets = new TextEncoder().encode(prefix);
    const whole = octets.length - (octets.length % BLOCK);
    this.#before = START.slice();
    for (let at = 0; at < whole; at += BLOCK) compress(this.#before, new DataView(octets.buffer), at);
    this.#length = octets.length;
    this.#rest = octets.length - whole;
    this.#octets = new Uint8Array(3 * BLOCK);
    this.#octets.set(octets.subarray(whole));
    this.#view = new DataView(this.#octets.buffer);
  }

  /** Returns the first 32 bits of the hash of the prefix followed by `text`, at most 64 characters. */
  first32(text: string): number {
    const octets = this.#octets.fill(0, this.#rest);
    for (let at = 0; at < text.length; at++) octets[this.#rest + at] = text.charCodeAt(at);
    const end = this.#rest + text.length;
    octets[end] = 0x80;
    const padded = Math.ceil((end + 9) / BLOCK) * BLOCK;
    this.#view.setUint32(padded - 4, (this.#length + text.length) * 8);
    this.#state.set(this.#before);
    for (let at = 0; at < padded; at += BLOCK) compress(this.#state, this.#view, at);
    return this.#state[0] as number;
  }
}
