import type { Breath } from '@postroom/mailbox';
import type { MessageGraph } from './message-graph.ts';
import { MISSING, NONE, type ThreadTree } from './thread-tree.ts';

/** The octets that one message counts for when deciding about a turn for other work. */
export const NODE_OCTETS = 64;

/** Trees of messages; roots may be dummies that stand for missing messages with several children (RFC 5256 REFERENCES 2 and 3). */
export class Forest {
  readonly #graph: MessageGraph;
  readonly #children = new Map<number, number[]>();
  /** All roots, unordered. */
  readonly roots = new Set<number>();
  #length: number;

  private constructor(graph: MessageGraph) {
    this.#graph = graph;
    this.#length = graph.length;
  }

  static async of(graph: MessageGraph, breath: Breath): Promise<Forest> {
    const forest = new Forest(graph);
    const found = new Int32Array(graph.length).fill(NONE);
    for (let node = 0; node < graph.messages; node++) {
      forest.#place(node, messageOrTop(graph, node, found));
      const pause = breath.after(NODE_OCTETS);
      if (pause) await pause;
    }
    for (const root of forest.roots) {
      const [only, ...others] = forest.children(root);
      if (!forest.isDummy(root) || others.length > 0 || only === undefined) continue;
      forest.roots.delete(root);
      forest.roots.add(only);
    }
    return forest;
  }

  #place(node: number, above: number): void {
    if (above === NONE) this.roots.add(node);
    else {
      this.adopt(above, node);
      if (this.isDummy(above)) this.roots.add(above);
    }
  }

  isDummy(node: number): boolean {
    return node >= this.#graph.messages;
  }

  children(node: number): readonly number[] {
    return this.#children.get(node) ?? [];
  }

  adopt(parent: number, child: number): void {
    const children = this.#children.get(parent);
    if (children) children.push(child);
    else this.#children.set(parent, [child]);
  }

  /** Puts a root below another node. */
  sink(root: number, under: number): void {
    this.roots.delete(root);
    this.adopt(under, root);
  }

  /** Adds a dummy as a root. */
  addDummy(): number {
    const dummy = this.#length++;
    this.roots.add(dummy);
    return dummy;
  }

  /** Removes a dummy and gives its children to another one. */
  mergeDummies(from: number, into: number): void {
    for (const child of this.children(from)) this.adopt(into, child);
    this.#children.delete(from);
    this.roots.delete(from);
  }

  /** Returns the message that gives a node its date and subject: the node, or the first child of a dummy (RFC 5256 REFERENCES 4 and 5). */
  spokesman(node: number): number {
    return this.isDummy(node)
      ? this.children(node).reduce((one, other) => (this.before(one, other) < 0 ? one : other))
      : node;
  }

  /** Compares by sent date, then by the order in the mailbox (RFC 5256 2.2). */
  before(one: number, other: number): number {
    const { sent } = this.#graph;
    return (sent[one] as number) - (sent[other] as number) || one - other;
  }

  /** Returns all trees, with siblings in order (RFC 5256 REFERENCES 6). */
  async tree(breath: Breath): Promise<ThreadTree> {
    const firstChild = new Int32Array(this.#length).fill(NONE);
    const next = new Int32Array(this.#length).fill(NONE);
    for (const [parent, children] of this.#children) {
      children.sort((one, other) => this.before(one, other));
      firstChild[parent] = children[0] ?? NONE;
      for (const [index, child] of children.entries()) next[child] = children[index + 1] ?? NONE;
      const pause = breath.after(children.length * NODE_OCTETS);
      if (pause) await pause;
    }
    const numbers = new Uint32Array(this.#length).fill(MISSING);
    numbers.set(this.#graph.uids.subarray(0, this.#graph.messages));
    return { roots: await this.inOrder(breath), firstChild, next, numbers };
  }

  /** Returns the roots in the order of their spokesmen. */
  async inOrder(breath: Breath): Promise<Int32Array> {
    const speaking = new Map<number, number>();
    for (const root of this.roots) {
      speaking.set(this.spokesman(root), root);
      const pause = breath.after(NODE_OCTETS);
      if (pause) await pause;
    }
    const spokesmen = Int32Array.from(speaking.keys()).sort((one, other) => this.before(one, other));
    return spokesmen.map((spokesman) => speaking.get(spokesman) as number);
  }
}

/** Returns the nearest message above a node, else the topmost missing one, or NONE. @param found keeps results for missing nodes */
function messageOrTop({ parents, messages }: MessageGraph, node: number, found: Int32Array): number {
  const passed: number[] = [];
  let above = parents[node] as number;
  while (above >= messages && found[above] === NONE) {
    passed.push(above);
    above = parents[above] as number;
  }
  const last = above >= messages ? (found[above] as number) : above;
  const result = last === NONE ? (passed.at(-1) ?? NONE) : last;
  for (const each of passed) found[each] = result;
  return result;
}
