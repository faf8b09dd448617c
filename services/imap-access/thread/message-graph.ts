import { Breath, type ThreadFacts } from '@postroom/mailbox';
import { IdTable } from './id-table.ts';
import { NONE } from './thread-tree.ts';

/** The most missing messages that are tracked; references to more of them are ignored. */
const MISSING_MOST = 500_000;
/** The most references of one message. */
const REFERENCES_MOST = 32;
/** The steps spent in total to check that links make no circle. When they are used up, only links that need no check are made. */
const MAX_STEPS = 20_000_000;
/** The octets that one reference counts for when deciding about a turn for other work. */
const REFERENCE_OCTETS = 256;

/** Messages with the messages they refer to. Nodes are first the messages by ascending uids, then the missing ones. */
export class MessageGraph {
  readonly uids: Uint32Array;
  readonly sent: Float64Array;
  readonly subjects: Float64Array;
  readonly replies: Uint8Array;
  /** The parent of each node, or NONE. */
  readonly parents: Int32Array;
  readonly #isParent: Uint8Array;
  readonly #nodes: IdTable;
  /** The number of messages, and the number of all nodes. */
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

  /** Links messages by their references (RFC 5256 REFERENCES 1). @param most the largest number of messages */
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
      // If several messages have the same id, it belongs to the first; references do not lead to the others.
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
    // A message's own references override what other messages say about its parent.
    this.parents[message] = NONE;
    if (before !== NONE) this.#setParent(message, before);
  }

  /** Returns the node of an id, or NONE if there is no room for another one. */
  #nodeOf(id: number): number {
    if (id === 0) return NONE;
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    if (this.length === this.parents.length) return NONE;
    this.#nodes.set(id, this.length);
    return this.length++;
  }

  /** Links a node to its parent unless that would make a circle. */
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
