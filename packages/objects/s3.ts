import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { MailError } from '@postroom/types';
import type { ObjectStore, Upload } from './store.ts';

export interface S3Options {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Stands before every key, followed by a slash. */
  prefix: string;
  /** Gets the original error, which a MailError does not show. */
  onError: (error: Error) => void;
}

const CONNECT_MS = 3_000;
const REQUEST_MS = 30_000;
const TRIES = 3;
const DELETES_AT_ONCE = 16;

/** An S3-compatible object store. Uses only what all of them support: no checksums of Amazon's own, no batch deletes. */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #options: S3Options;

  constructor(options: S3Options) {
    this.#options = options;
    this.#client = new S3Client({
      endpoint: options.endpoint,
      region: options.region,
      credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
      // Most other stores have no host name for each bucket.
      forcePathStyle: !/\.amazonaws\.com(\.cn)?(:\d+)?\/?$/.test(options.endpoint),
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: TRIES,
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: REQUEST_MS,
        throwOnRequestTimeout: true,
      },
    });
  }

  async put(key: string, content: Buffer): Promise<void> {
    await this.#try(() =>
      this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: content, ContentMD5: md5(content) })),
    );
  }

  async upload(key: string): Promise<Upload> {
    const at = this.#at(key);
    const { UploadId } = await this.#try(() => this.#client.send(new CreateMultipartUploadCommand(at)));
    const parts: { ETag: string | undefined; PartNumber: number }[] = [];
    return {
      part: async (content) => {
        const part = { ...at, UploadId, PartNumber: parts.length + 1, Body: content, ContentMD5: md5(content) };
        const { ETag } = await this.#try(() => this.#client.send(new UploadPartCommand(part)));
        parts.push({ ETag, PartNumber: part.PartNumber });
      },
      complete: async () => {
        const whole = { ...at, UploadId, MultipartUpload: { Parts: parts } };
        await this.#try(() => this.#client.send(new CompleteMultipartUploadCommand(whole)));
      },
      abort: async () => {
        await this.#client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(this.#options.onError);
      },
    };
  }

  async read(key: string, start: number, end: number): Promise<Buffer | null> {
    const range = { ...this.#at(key), Range: `bytes=${start}-${end - 1}` };
    return this.#try(async () => {
      try {
        const { Body } = await this.#client.send(new GetObjectCommand(range));
        const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
        if (content.length === end - start) return content;
        throw new Error(`${range.Key}: received ${content.length} octets of ${range.Range}`);
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return null;
        throw error;
      }
    });
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += DELETES_AT_ONCE) {
      const some = keys.slice(at, at + DELETES_AT_ONCE);
      await this.#try(() => Promise.all(some.map((key) => this.#client.send(new DeleteObjectCommand(this.#at(key))))));
    }
  }

  async *list(prefix: string): AsyncGenerator<{ key: string; writtenAt: Date }[]> {
    const { Bucket, Key: Prefix } = this.#at(prefix);
    let from: string | undefined;
    do {
      const page = await this.#try(() =>
        this.#client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: from })),
      );
      yield (page.Contents ?? []).map(({ Key, LastModified }) => ({
        key: this.#withoutPrefix(Key ?? ''),
        writtenAt: LastModified ?? new Date(),
      }));
      from = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (from);
  }

  async abortUploads(before: Date): Promise<number> {
    const { Bucket, Key: Prefix } = this.#at('');
    const { Uploads = [] } = await this.#try(() =>
      this.#client.send(new ListMultipartUploadsCommand({ Bucket, Prefix })),
    );
    const stray = Uploads.filter(({ Initiated }) => Initiated && Initiated < before);
    for (const { Key, UploadId } of stray) {
      await this.#try(() => this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
    }
    return stray.length;
  }

  close(): void {
    this.#client.destroy();
  }

  #at(key: string): { Bucket: string; Key: string } {
    const { bucket, prefix } = this.#options;
    return { Bucket: bucket, Key: prefix ? `${prefix}/${key}` : key };
  }

  #withoutPrefix(key: string): string {
    const { prefix } = this.#options;
    return prefix ? key.slice(prefix.length + 1) : key;
  }

  /** Turns every error of the store into `unavailable`, which is all a client needs to know. */
  async #try<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      this.#options.onError(error as Error);
      throw new MailError('unavailable', 'The message store is not available, try again later', { cause: error });
    }
  }
}

/** Returns the MD5 that the store checks, so that it keeps exactly what was sent (RFC 1864). */
function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('base64');
}
