import { createHash, type Hash } from 'node:crypto';

const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const PIECE = 16 * 1024;
const LINE_ENDS = Buffer.from('\r\n'.repeat(PIECE / 2));
/** A buffer for the canonical form, shared by all hashes: each is done with it before `update` returns. */
const OUT = Buffer.allocUnsafeSlow(PIECE);

export type Canonicalization = 'simple' | 'relaxed';

export interface BodyHashOptions {
  readonly canonicalization: Canonicalization;
  readonly algorithm: 'sha1' | 'sha256';
  /** Octets of the canonical body that are hashed (l=, RFC 6376 3.5); all by default. */
  readonly maxLength?: number | undefined;
  /** What ends a line besides CRLF. `lf` (the default): LF; `any`: LF and CR, as when we send a message; `crlf`: nothing, for binary (RFC 3030). */
  readonly lineEnds?: 'crlf' | 'lf' | 'any';
}

/**
 * Hashes a body in canonical form (RFC 6376 3.4.3, 3.4.4), in one pass over pieces of any length: a line may be as long as the
 * body. By default a bare LF ends a line as CRLF does (5.3), and a bare CR is content.
 */
export class BodyHash {
  /** Octets received, octets of the canonical form, and how many of the latter were hashed. */
  byteLength = 0;
  canonicalizedLength = 0;
  bodyHashedBytes = 0;
  readonly #hash: Hash;
  readonly #isRelaxed: boolean;
  readonly #maxLength: number;
  readonly #lineEnds: 'crlf' | 'lf' | 'any';
  #used = 0;
  /** Line ends that are hashed once something follows; those at the end of the body count as one. */
  #held = 0;
  /** Whether blanks wait that become one space once something follows in their line. */
  #isBlank = false;
  /** Whether a CR waits, which is content unless LF follows. */
  #isAfterCr = false;

  constructor({ canonicalization, algorithm, maxLength, lineEnds = 'lf' }: BodyHashOptions) {
    this.#hash = createHash(algorithm);
    this.#isRelaxed = canonicalization === 'relaxed';
    this.#maxLength = maxLength ?? Number.POSITIVE_INFINITY;
    this.#lineEnds = lineEnds;
  }

  update(piece: Buffer): void {
    this.byteLength += piece.length;
    const isRelaxed = this.#isRelaxed;
    for (let at = 0; at < piece.length; ) {
      const octet = piece[at] as number;
      if (octet === LF) {
        if (this.#isAfterCr || this.#lineEnds !== 'crlf') this.#endLine();
        else this.#putContent(LF);
        this.#isAfterCr = false;
        at++;
      } else if (this.#isAfterCr) {
        this.#loneCr();
      } else if (octet === CR) {
        this.#isAfterCr = true;
        at++;
      } else if (isRelaxed && (octet === SPACE || octet === TAB)) {
        this.#isBlank = true;
        at++;
      } else {
        this.#beforeContent();
        at = this.#copy(piece, at);
      }
    }
    this.#flush();
  }

  /** Ends the hash; no update may follow. */
  digest(encoding: 'base64'): string {
    if (this.#isAfterCr) this.#loneCr();
    const isEmpty = this.canonicalizedLength === 0 && this.#used === 0;
    // 3.4.3: an empty body is one line end; 3.4.4: it stays empty.
    if (!isEmpty || !this.#isRelaxed) {
      this.#held = 0;
      this.#put(CR);
      this.#put(LF);
    }
    this.#flush();
    return this.#hash.digest(encoding);
  }

  #loneCr(): void {
    this.#isAfterCr = false;
    if (this.#lineEnds === 'any') this.#endLine();
    else this.#putContent(CR);
  }

  #putContent(octet: number): void {
    this.#beforeContent();
    this.#put(octet);
  }

  #endLine(): void {
    this.#isBlank = false;
    this.#held++;
  }

  #beforeContent(): void {
    if (this.#held > 0) this.#putLineEnds();
    if (this.#isBlank) this.#put(SPACE);
    this.#isBlank = false;
  }

  /** Copies octets that stay as they are, the first at `from`. Returns the offset after the last. */
  #copy(piece: Buffer, from: number): number {
    const isRelaxed = this.#isRelaxed;
    const most = Math.min(piece.length, from + PIECE);
    let at = from;
    for (; at < most; at++) {
      const octet = piece[at] as number;
      if (octet === CR || octet === LF || (isRelaxed && isBlank(octet) && !isBetween(piece, at))) break;
    }
    if (this.#used + at - from > PIECE) this.#flush();
    piece.copy(OUT, this.#used, from, at);
    this.#used += at - from;
    return at;
  }

  #putLineEnds(): void {
    let left = this.#held;
    this.#held = 0;
    for (; left > 0 && left < PIECE; left--) {
      this.#put(CR);
      this.#put(LF);
    }
    if (left > 0) this.#flush();
    for (left *= 2; left > 0; left -= PIECE) this.#take(LINE_ENDS.subarray(0, left));
  }

  #put(octet: number): void {
    if (this.#used === PIECE) this.#flush();
    OUT[this.#used++] = octet;
  }

  #flush(): void {
    if (this.#used > 0) this.#take(OUT.subarray(0, this.#used));
    this.#used = 0;
  }

  #take(canonical: Buffer): void {
    this.canonicalizedLength += canonical.length;
    const hashed = canonical.subarray(0, Math.max(0, this.#maxLength - this.bodyHashedBytes));
    this.bodyHashedBytes += hashed.length;
    if (hashed.length > 0) this.#hash.update(hashed);
  }
}

function isBlank(octet: number): boolean {
  return octet === SPACE || octet === TAB;
}

/** Returns whether this is a single space between two words, which stays as it is. */
function isBetween(piece: Buffer, at: number): boolean {
  const next = piece[at + 1] ?? CR;
  return piece[at] === SPACE && next !== CR && next !== LF && !isBlank(next);
}
