// What of the library is used here; it brings no types of its own.
declare module 'mailparser' {
  import type { Readable, Transform } from 'node:stream';

  interface AttachmentData {
    readonly type: 'attachment';
    /** Lower case, without parameters. */
    readonly contentType: string | undefined;
    /** Decoded. */
    readonly content: Readable;
    /** The parser goes on with the next part. */
    release(): void;
  }

  interface TextData {
    readonly type: 'text';
    /** Decoded; undefined where there is HTML alone. */
    readonly text?: string;
    /** Decoded; undefined where there is HTML alone. */
    readonly text?: string;
  }

  interface MailParserOptions {
    /** message/delivery-status comes as a part of its own, not as text. */
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
