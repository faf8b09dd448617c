export const NONE = -1;
/** The number of a missing message. */
export const MISSING = 0;

/** Threads as nodes; each node has its first child and its next sibling, or NONE. */
export interface ThreadTree {
  /** The first message of each thread, in order. */
  readonly roots: Iterable<number>;
  readonly firstChild: Int32Array;
  readonly next: Int32Array;
  /** The number of each node, or MISSING. */
  readonly numbers: Uint32Array;
}

const CLOSE = -1;
/** The size of one piece, in characters. */
const PIECE = 8 * 1024;

/** Yields the THREAD response (RFC 5256 4) of a tree in pieces. Open threads are kept in a list, so that no depth overflows the stack. */
export function* threadPieces({ roots, firstChild, next, numbers }: ThreadTree): Generator<string> {
  let text = '';
  const open: number[] = [];
  const openChildren = (of: number): void => {
    const children: number[] = [];
    for (let child = firstChild[of] as number; child !== NONE; child = next[child] as number) children.push(child);
    for (let index = children.length - 1; index >= 0; index--) open.push(children[index] as number);
  };
  for (const root of roots) {
    open.push(root);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === CLOSE) text += ')';
      else {
        text += '(';
        open.push(CLOSE);
        text += chain(node);
      }
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;

  /** Returns the numbers from a node on while each has one child; several children are opened as branches. */
  function chain(from: number): string {
    const those: number[] = [];
    let node = from;
    for (; numbers[node] !== MISSING; node = firstChild[node] as number) {
      those.push(numbers[node] as number);
      const child = firstChild[node] as number;
      if (child === NONE) return those.join(' ');
      if (next[child] === NONE) continue;
      openChildren(node);
      return `${those.join(' ')} `;
    }
    openChildren(node);
    return '';
  }
}
