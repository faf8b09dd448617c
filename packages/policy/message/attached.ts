import { attachmentNames, decodeBody, type Part } from '@postroom/mime';

export interface Attachment {
  /** None: it has none, and is of a type that programs make up a name for. */
  readonly names: readonly string[];
  /** Decoded: enough of it to see what it is. */
  start(): Promise<Buffer>;
  /** Decoded: enough of it to see whether it is a disk. */
  head(): Promise<Buffer>;
  /** Decoded, as much of it as is looked at. */
  body(): Promise<Buffer>;
  /** Decoded, the last octets of one that goes on behind what is looked at; nothing of others. @param most octets of the message */
  end(most?: number): Promise<Buffer>;
}

/** Octets of a message, from one to before the other. */
export type ReadOctets = (from: number, to: number) => Promise<Buffer>;

/** Octets of an attachment, in base64, in which an archive has begun. */
const START = 1_024;
/** The same of one in which a disk has said that it is one: ISO 9660 does so in its nineteenth sector at the latest. */
const HEAD = 54 * 1024;
/** Octets of one that are looked at: of its beginning, of its end, where archives say what is in them, and of all beginnings together. */
const BEGINNING = 1024 * 1024;
const ENDING = 384 * 1024;
const BEGINNINGS = 8 * BEGINNING;
const NOTHING = Buffer.alloc(0);

/** The parts that programs show as files. */
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
        // The line in which that begins is not whole.
        return decodeBody(part, ending.subarray(ending.indexOf('\n') + 1));
      },
    };
  }

  return parts.map(attachment).filter(({ names }, at) => names.length > 0 || isFile(parts[at] as Part));
}

/** Programs call it `attachment.zip`; what is signed or encrypted in a message has no name and is no file. */
function isFile({ type, subtype }: Part): boolean {
  return type === 'application' && !/^(?:pgp-|pkcs7-|x-pkcs7-)/.test(subtype);
}
