import type { Answer, RecordOf, RecordType } from './answer.ts';
import { recordBytes } from './records.ts';

type AnyAnswer = Answer<RecordOf[RecordType]>;

interface Entry {
  readonly answer: AnyAnswer;
  readonly expiresMs: number;
  readonly bytes: number;
}

const ENTRY_BYTES = 256;

/** Keeps answers until they expire, limited in number and in octets of memory; drops the least recently used first. */
export class AnswerCache {
  readonly #entries = new Map<string, Entry>();
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor({ maxEntries, maxBytes }: { readonly maxEntries: number; readonly maxBytes: number }) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string, nowMs: number): AnyAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.expiresMs <= nowMs) {
      this.#bytes -= entry.bytes;
      return undefined;
    }
    this.#entries.set(key, entry);
    return entry.answer;
  }

  set(key: string, answer: AnyAnswer, expiresMs: number): void {
    this.#remove(key);
    const bytes = answerBytes(key, answer);
    this.#entries.set(key, { answer, expiresMs, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}

function answerBytes(key: string, answer: AnyAnswer): number {
  const records = answer.kind === 'found' ? answer.records : [];
  return ENTRY_BYTES + 2 * key.length + records.reduce((sum, record) => sum + recordBytes(record), 0);
}
