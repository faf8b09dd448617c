import { attachmentNames, decodeBody, type Part } from '@postroom/mime';

export interface Attachment {
  /** File names; empty for a part without a name, of a type for which programs make up a name. */
  readonly names: readonly string[];
  /** Returns the first decoded octets, enough to see what the attachment is. */
  start(): Promise<Buffer>;
  /** Returns the first decoded octets, enough to see whether it is a disk image. */
  head(): Promise<Buffer>;
  /** Returns the decoded content, up to the limit. */
  body(): Promise<Buffer>;
  /** Returns the last decoded octets of an attachment longer than the limit; nothing for others. @param most octets of the message */
  end(most?: number): Promise<Buffer>;
}

/** Reads octets of a message; `to` is exclusive. */
export type ReadOctets = (from: number, to: number) => Promise<Buffer>;

/** Base64 octets of an attachment that contain the mark of an archive. */
const START = 1_024;
/** Base64 octets that contain the mark of a disk image: ISO 9660 has it in the nineteenth sector at the latest. */
const HEAD = 54 * 1024;
/** The most octets that are read of one attachment's beginning, of its end (where archives list their files), and of all beginnings together. */
const BEGINNING = 1024 * 1024;
const ENDING = 384 * 1024;
const BEGINNINGS = 8 * BEGINNING;
const NOTHING = Buffer.alloc(0);

/** Returns the parts that programs show as files. */
export function attachmentsAmong(parts: readonly Part[], read: ReadOctets): Attachment[] {
  let left = BEGINNINGS;

  async function piece(part: Part, from: number, to: number): Promise<Buffer> {
    return decodeBody(part, await read(from, Math.min(to, part.bodyEnd)));
  }

  function attachment(part: Part): Attachment {
    const { bodyStart, bodyEnd } = part;
    let whole: Promise<Buffer> | undefined;
    return {
      names: attachmentNames(part),
      start: () => piece(part, bodyStart, bodyStart + START),
      head: () => piece(part, bodyStart, bodyStart + HEAD),
      body() {
        if (whole) return whole;
        const bytes = Math.min(BEGINNING, bodyEnd - bodyStart, left);
        left -= bytes;
        whole = piece(part, bodyStart, bodyStart + bytes);
        return whole;
      },
      async end(most = ENDING) {
        if (bodyEnd - bodyStart <= BEGINNING) return NOTHING;
        const ending = await read(bodyEnd - most, bodyEnd);
        // The first line may be incomplete.
        return decodeBody(part, ending.subarray(ending.indexOf('\n') + 1));
      },
    };
  }

  return parts.map(attachment).filter(({ names }, at) => names.length > 0 || isFile(parts[at] as Part));
}

/** A nameless part is shown as `attachment.zip` or the like; the parts of signed or encrypted messages are no files. */
function isFile({ type, subtype }: Part): boolean {
  return type === 'application' && !/^(?:pgp-|pkcs7-|x-pkcs7-)/.test(subtype);
}
