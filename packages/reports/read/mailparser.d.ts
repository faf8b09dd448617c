// The parts of the library that are used here; it has no types of its own.
declare module 'mailparser' {
  import type { Readable, Transform } from 'node:stream';

  interface AttachmentData {
    readonly type: 'attachment';
    /** Lower case, without parameters. */
    readonly contentType: string | undefined;
    /** Decoded. */
    readonly content: Readable;
    /** Lets the parser go on with the next part. */
    release(): void;
  }

  interface TextData {
    readonly type: 'text';
    /** Decoded; undefined for a message with HTML only. */
    readonly text?: string;
    /** Decoded; undefined where there is HTML alone. */
    readonly text?: string;
  }

  interface MailParserOptions {
    /** Returns message/delivery-status as a part of its own, not as text. */
    readonly keepDeliveryStatus?: boolean;
    readonly skipHtmlToText?: boolean;
    readonly skipTextToHtml?: boolean;
    readonly skipImageLinks?: boolean;
  }

  export class MailParser extends Transform {
    constructor(options?: MailParserOptions);
    [Symbol.asyncIterator](): NodeJS.AsyncIterator<AttachmentData | TextData>;
  }
}
