import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { SearchKey } from './search-keys.ts';

/** The most keys of one program; what a client writes by hand or by rule has some hundreds. */
const MAX_KEYS = 2_000;
/** The deepest nesting of keys, after flattening. */
const DEEPEST = 400;

/** A key and the depth of the keys in it. */
interface Branch<Other> {
  readonly key: SearchKey<Other>;
  readonly depth: number;
}

/** A NOT, an OR or a list whose keys are still being read. */
interface Open<Other> {
  readonly kind: 'list' | 'or' | 'not';
  readonly branches: Branch<Other>[];
}

/**
 * Builds a search program from its keys in the order they are read, without recursion. Nested keys of the same kind become flat:
 * `OR a OR b OR c d` is one choice of four. So a long program is not deep, and code that walks it cannot overflow the stack.
 */
export class SearchTree<Other> {
  readonly #open: Open<Other>[] = [{ kind: 'list', branches: [] }];
  #keys = 0;

  /** Whether the innermost open item is a list in parentheses. */
  get inList(): boolean {
    return this.#open.length > 1 && this.#open.at(-1)?.kind === 'list';
  }

  /** Whether nothing is open except the program itself. */
  get isWhole(): boolean {
    return this.#open.length === 1;
  }

  open(kind: Open<Other>['kind']): void {
    this.#count();
    this.#open.push({ kind, branches: [] });
  }

  /** Adds a key, which may complete a NOT or OR. */
  add(key: SearchKey<Other>): void {
    this.#count();
    this.#put({ key, depth: 0 });
  }

  /** Ends the innermost list and returns its key. */
  close(): SearchKey<Other> {
    const { branches } = this.#open.pop() as Open<Other>;
    if (branches.length === 0) throw new ImapSyntaxError('Expected a search key');
    const whole = branches.length === 1 ? (branches[0] as Branch<Other>) : joined('and', branches);
    if (this.#open.length > 0) this.#put(whole);
    return whole.key;
  }

  #put(branch: Branch<Other>): void {
    let made = branch;
    for (;;) {
      const open = this.#open.at(-1) as Open<Other>;
      open.branches.push(made);
      if (open.kind === 'list' || (open.kind === 'or' && open.branches.length < 2)) return;
      this.#open.pop();
      made = open.kind === 'or' ? joined('or', open.branches) : negated(made);
    }
  }

  #count(): void {
    this.#keys += 1;
    if (this.#keys > MAX_KEYS) throw tooMuch('There are too many search keys');
  }
}

function joined<Other>(kind: 'and' | 'or', branches: readonly Branch<Other>[]): Branch<Other> {
  const of: SearchKey<Other>[] = [];
  let depth = 0;
  for (const branch of branches) {
    if (branch.key.key === kind) of.push(...branch.key.of);
    else of.push(branch.key);
    depth = Math.max(depth, branch.key.key === kind ? branch.depth : branch.depth + 1);
  }
  return bounded({ key: { key: kind, of }, depth });
}

function negated<Other>({ key, depth }: Branch<Other>): Branch<Other> {
  if (key.key === 'not') return { key: key.of, depth: depth - 1 };
  return bounded({ key: { key: 'not', of: key }, depth: depth + 1 });
}

function bounded<Other>(branch: Branch<Other>): Branch<Other> {
  if (branch.depth > DEEPEST) throw tooMuch('Search keys are nested too deeply');
  return branch;
}

/** RFC 5530 3: such a program is well formed, but exceeds the limits of this server. */
function tooMuch(message: string): ImapSyntaxError {
  return new ImapSyntaxError(message, { status: 'NO', code: 'LIMIT' });
}
