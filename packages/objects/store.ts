/**
 * A place for octets under a key, outside the database. Everything but `read` throws unavailable when the store is away or refuses;
 * retries end before a client of ours would stop waiting.
 */
export interface ObjectStore {
  /** Stores an object, or replaces it. It is durable when this returns. */
  put(key: string, content: Buffer): Promise<void>;
  /** Begins an object that is too large to be kept in memory. */
  upload(key: string): Promise<Upload>;
  /** Reads the octets `[start, end)`; null when there is no such object. Throws unavailable. */
  read(key: string, start: number, end: number): Promise<Buffer | null>;
  /** Removes objects; keys that do not exist are ignored. */
  remove(keys: readonly string[]): Promise<void>;
  /** Yields pages of the keys that begin with `prefix`, with the time at which they were written. */
  list(prefix: string): AsyncIterable<{ key: string; writtenAt: Date }[]>;
  /** Aborts uploads that began before `before` and were never completed. Returns how many. */
  abortUploads(before: Date): Promise<number>;
  close(): void;
}

/** An object that is written in parts of PART octets; the last may be smaller. It does not exist until `complete` returns. */
export interface Upload {
  part(content: Buffer): Promise<void>;
  complete(): Promise<void>;
  /** Aborts the upload. Never rejects: what stays behind is removed by age. */
  abort(): Promise<void>;
}

/** The smallest part that S3 accepts, except for the last one. */
export const PART = 5 * 1024 * 1024;

/** An object store and how a process uses it. */
export interface Objects {
  readonly store: ObjectStore;
  /** Only bodies with more octets than this go there. */
  readonly overBytes: number;
  /** Takes one of this process's slots for uploads by parts. Returns false when all are in use; each upload has about two parts in memory. */
  takeSlot(): boolean;
  releaseSlot(): void;
}
