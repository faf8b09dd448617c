import { createHmac, randomBytes } from 'node:crypto';

const MAX_REMEMBERED = 20_000;

interface Remembered {
  readonly passwordHash: string;
  readonly until: number;
}

/** Passwords that were proved lately, each under a keyed hash that never leaves this process. */
export class RememberedPasswords {
  readonly #key = randomBytes(32);
  readonly #known = new Map<string, Remembered>();
  readonly #rememberMs: number;

  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs;
  }

  /** Returns the name under which an address and a password are remembered. */
  tokenOf(address: string, password: string): string {
    return createHmac('sha256', this.#key).update(`${address}\0${password}`).digest('base64');
  }

  /** Whether it was proved lately, and the account still has the same password. */
  has(token: string, passwordHash: string | null | undefined): boolean {
    const known = this.#known.get(token);
    return known !== undefined && known.until > performance.now() && known.passwordHash === passwordHash;
  }

  add(token: string, passwordHash: string): void {
    this.#known.delete(token);
    this.#known.set(token, { passwordHash, until: performance.now() + this.#rememberMs });
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > MAX_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
