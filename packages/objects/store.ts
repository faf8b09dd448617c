/**
 * A place for octets under a key, beside the database. Everything but `read` throws unavailable when the store is away
 * or refuses; nothing is retried for longer than a client of ours would wait.
 */
export interface ObjectStore {
  /** Durable when it returns. Replaces what is there. */
  put(key: string, content: Buffer): Promise<void>;
  /** Begins an object that is larger than one would like to have in memory. */
  upload(key: string): Promise<Upload>;
  /** The octets `[start, end)`, or null when there is no such object. Throws unavailable. */
  read(key: string, start: number, end: number): Promise<Buffer | null>;
  /** Also fine for keys that are not there. */
  remove(keys: readonly string[]): Promise<void>;
  /** Keys that begin so, with the time they were written, page by page. */
  list(prefix: string): AsyncIterable<{ key: string; writtenAt: Date }[]>;
  /** Gives up uploads that were begun before `before` and never ended; answers how many. */
  abortUploads(before: Date): Promise<number>;
  close(): void;
}

/** An object that grows by parts of PART octets; the last may be smaller. It does not exist before `complete` returns. */
export interface Upload {
  part(content: Buffer): Promise<void>;
  complete(): Promise<void>;
  /** Never rejects: what stays is given up by age. */
  abort(): Promise<void>;
}

/** The smallest part that S3 takes, save for the last. */
export const PART = 5 * 1024 * 1024;

/** What a process keeps in an object store, and how. */
export interface Objects {
  readonly store: ObjectStore;
  /** Bodies with more octets than this. */
  readonly overBytes: number;
  /** Uploads by parts that this process may begin at once; each has about two parts in memory. */
  takeSlot(): boolean;
  releaseSlot(): void;
}
