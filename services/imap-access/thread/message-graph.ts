import { Breath, type ThreadFacts } from '@postroom/mailbox';
import { IdTable } from './id-table.ts';
import { NONE } from './thread-tree.ts';

/** Messages that are not there but referred to, at most: of more it is not known that they are the same. */
const MISSING_MOST = 500_000;
/** References of one message, at most. */
const REFERENCES_MOST = 32;
/** Steps that are taken in all to see that a link makes no circle. After them only links that cannot make one are made. */
const MAX_STEPS = 20_000_000;
/** Octets that a reference is worth to others that wait for their turn. */
const REFERENCE_OCTETS = 256;

/** Messages with those they refer to: nodes, first those of messages by ascending uids, then those of what is not there. */
export class MessageGraph {
  readonly uids: Uint32Array;
  readonly sent: Float64Array;
  readonly subjects: Float64Array;
  readonly replies: Uint8Array;
  /** Of each node, or NONE. */
  readonly parents: Int32Array;
  readonly #isParent: Uint8Array;
  readonly #nodes: IdTable;
  /** How many are messages, and how many there are. */
  messages = 0;
  length = 0;
  #steps = MAX_STEPS;

  private constructor(most: number) {
    const all = most + Math.min(most * REFERENCES_MOST, MISSING_MOST);
    this.uids = new Uint32Array(most);
    [this.sent, this.subjects] = [new Float64Array(most), new Float64Array(most)];
    this.replies = new Uint8Array(most);
    this.parents = new Int32Array(all).fill(NONE);
    this.#isParent = new Uint8Array(all);
    this.#nodes = new IdTable(all);
  }

  /** Links messages by their references (RFC 5256 REFERENCES 1). @param most how many messages there may be */
  static async of(pages: AsyncIterable<ThreadFacts>, most: number): Promise<MessageGraph> {
    const graph = new MessageGraph(most);
    const read: ThreadFacts[] = [];
    for await (const page of pages) {
      graph.#add(page);
      read.push(page);
    }
    graph.length = graph.messages;
    const breath = new Breath();
    let node = 0;
    for (const { counts, references } of read) {
      let at = 0;
      for (const count of counts) {
        graph.#link(node++, references.subarray(at, at + count));
        at += count;
        const pause = breath.after(count * REFERENCE_OCTETS);
        if (pause) await pause;
      }
    }
    return graph;
  }

  #add({ uids, sent, ids, subjects, replies }: ThreadFacts): void {
    for (const [index, uid] of uids.entries()) {
      const node = this.messages++;
      this.uids[node] = uid;
      this.sent[node] = sent[index] as number;
      this.subjects[node] = subjects[index] as number;
      this.replies[node] = replies[index] as number;
      const id = ids[index] as number;
      // Of messages of one id the first has it; the others are by themselves.
      if (id !== 0 && this.#nodes.get(id) === undefined) this.#nodes.set(id, node);
    }
  }

  #link(message: number, references: Float64Array): void {
    let before = NONE;
    for (const id of references) {
      const node = this.#nodeOf(id);
      if (node === NONE) continue;
      if (before !== NONE && this.parents[node] === NONE) this.#setParent(node, before);
      before = node;
    }
    // What others say of its parent is less than what it says itself.
    this.parents[message] = NONE;
    if (before !== NONE) this.#setParent(message, before);
  }

  /** NONE where there is no room for it. */
  #nodeOf(id: number): number {
    if (id === 0) return NONE;
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    if (this.length === this.parents.length) return NONE;
    this.#nodes.set(id, this.length);
    return this.length++;
  }

  /** Unless that would make a circle. */
  #setParent(node: number, parent: number): void {
    if (node === parent) return;
    if (this.#isParent[node] === 1) {
      for (let above = parent; above !== NONE; above = this.parents[above] as number)
        if (above === node || --this.#steps < 0) return;
    }
    this.parents[node] = parent;
    this.#isParent[parent] = 1;
  }
}
