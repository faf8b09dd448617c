import { type BlobStore, BlobWriter, type StagedBlob } from '@postroom/blobs';
import type { ArrivingFacts } from '@postroom/mailbox';
import { LineShape } from '@postroom/smtp';
import { MailError } from '@postroom/types';
import { ConnectionLost } from './session/input.ts';

export interface ReceptionOptions {
  readonly maxBytes: number;
  readonly maxHeaderBytes: number;
  /** How long the octets may take, in milliseconds; then `onSlow` is called. */
  readonly maxMs: number;
  onSlow(): void;
  /** Reads the facts of a message too large for memory while it is written. */
  readonly reader: ArrivingFacts | undefined;
  /** Whether the client sent BODY=BINARYMIME. */
  readonly mayBeBinary: boolean;
}

/**
 * A message whose octets are arriving, after DATA or in the chunks of BDAT. Disposing removes what was stored if the message is not
 * complete.
 */
export class Reception implements AsyncDisposable {
  /** Set for mail to accounts here. */
  readonly reader: ArrivingFacts | undefined;
  readonly #writer: BlobWriter;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  /** Set if the client declared the message as binary; others consist of lines. */
  readonly #shape: LineShape | undefined;
  #failure: unknown;
  #writing: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(store: BlobStore, options: ReceptionOptions) {
    const { maxBytes, maxHeaderBytes, maxMs, reader, mayBeBinary, onSlow } = options;
    this.#maxBytes = maxBytes;
    this.#writer = new BlobWriter(store, { maxBytes, maxHeaderBytes, reader });
    this.reader = reader;
    this.#shape = mayBeBinary ? new LineShape() : undefined;
    this.#timer = setTimeout(onSlow, maxMs);
  }

  /** Announces this many more octets. */
  announce(octets: number): void {
    if (this.#writer.size + octets > this.#maxBytes) {
      this.#failure ??= new MailError('too-large', 'The message is too large');
    }
  }

  /** The reason why the message cannot be accepted; undefined if there is none so far. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether the message was declared as binary, and really is (RFC 3030 3). */
  get isBinary(): boolean {
    return this.#shape?.isBinary ?? false;
  }

  /**
   * Takes the next octets after the previous ones are written. Never rejects, so that the session stays in step with the client; after a
   * failure octets are dropped.
   */
  async take(piece: Buffer): Promise<void> {
    if (this.#failure || this.#isOver) return;
    this.#shape?.push(piece);
    this.#writing = this.#writer.write(piece).catch((error: unknown) => {
      this.#failure = error;
    });
    await this.#writing;
  }

  /** Returns the message when all of it has been taken. Rejects with the failure, if there was one. */
  async finish(): Promise<StagedBlob> {
    clearTimeout(this.#timer);
    if (this.#failure) throw this.#failure;
    if (this.#isOver) throw new ConnectionLost('the session ended within the message');
    return this.#writer.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    this.#isOver = true;
    await this.#writing;
    await this.#writer[Symbol.asyncDispose]();
  }
}
