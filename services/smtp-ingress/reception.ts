import { type BlobStore, BlobWriter, type StagedBlob } from '@postroom/blobs';
import type { ArrivingFacts } from '@postroom/mailbox';
import { LineShape } from '@postroom/smtp';
import { MailError } from '@postroom/types';
import { ConnectionLost } from './session/input.ts';

export interface ReceptionOptions {
  readonly maxBytes: number;
  readonly maxHeaderBytes: number;
  /** How long the octets may take; then `onSlow` is called. */
  readonly maxMs: number;
  onSlow(): void;
  /** Reads what is too large for memory while it is written. */
  readonly reader: ArrivingFacts | undefined;
  /** The client says BODY=BINARYMIME. */
  readonly mayBeBinary: boolean;
}

/**
 * A message whose octets are coming, behind DATA or in the chunks of BDAT. Disposing of it removes what was stored of one that
 * did not come whole.
 */
export class Reception implements AsyncDisposable {
  /** Of mail that is filed here. */
  readonly reader: ArrivingFacts | undefined;
  readonly #writer: BlobWriter;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  /** Of a message that says it is binary; others are lines. */
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

  /** So many octets more are announced. */
  announce(octets: number): void {
    if (this.#writer.size + octets > this.#maxBytes) {
      this.#failure ??= new MailError('too-large', 'The message is too large');
    }
  }

  /** What was taken so far cannot become a mail. */
  get failure(): unknown {
    return this.#failure;
  }

  /** RFC 3030 3: it came as binary, and is. */
  get isBinary(): boolean {
    return this.#shape?.isBinary ?? false;
  }

  /**
   * Takes the next octets, when those before are taken. Never rejects, so that the session reads on and stays in step; behind a
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

  /** The message, when all of it was taken; rejects with what failed. */
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
