import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { SearchKey } from './search-keys.ts';

/** Keys of one program; what a client writes by hand or by rule has some hundreds. */
const MAX_KEYS = 2_000;
/** How deep keys may stand in each other, where that cannot be said more simply. */
const DEEPEST = 400;

/** A key and how deep the keys in it go. */
interface Branch<Other> {
  readonly key: SearchKey<Other>;
  readonly depth: number;
}

/** NOT, OR or a list whose keys are still being read. */
interface Open<Other> {
  readonly kind: 'list' | 'or' | 'not';
  readonly branches: Branch<Other>[];
}

/**
 * Builds a search program from its keys in the order they are read, without recursion. What only repeats itself is made flat,
 * as `OR a OR b OR c d` is one choice of four: so a long program is not a deep one, and whoever walks it is safe.
 */
export class SearchTree<Other> {
  readonly #open: Open<Other>[] = [{ kind: 'list', branches: [] }];
  #keys = 0;

  /** The innermost thing that is open is a list in parentheses. */
  get inList(): boolean {
    return this.#open.length > 1 && this.#open.at(-1)?.kind === 'list';
  }

  /** Nothing is open but the program itself. */
  get isWhole(): boolean {
    return this.#open.length === 1;
  }

  open(kind: Open<Other>['kind']): void {
    this.#count();
    this.#open.push({ kind, branches: [] });
  }

  /** Adds a key, which may be the last one that NOT or OR waited for. */
  add(key: SearchKey<Other>): void {
    this.#count();
    this.#put({ key, depth: 0 });
  }

  /** Ends the innermost list and returns what it is. */
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

/** RFC 5530 3: such a program is well formed, and more than this server does. */
function tooMuch(message: string): ImapSyntaxError {
  return new ImapSyntaxError(message, { status: 'NO', code: 'LIMIT' });
}
