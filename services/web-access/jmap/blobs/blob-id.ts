import { formatId, readId } from '@postroom/jmap';

/** What a blobId names (RFC 8620 6): a message, an upload, or the content of a part in one of them, also in messages inside it. */
export interface NamedBlob {
  readonly of: { readonly emailId: number } | { readonly uploadId: string };
  /** The part to take from each message, from the outermost message inwards; empty for the whole. */
  readonly partIds: readonly string[];
}

const UPLOAD = /^U([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
const PART = /^\d{1,6}(?:-\d{1,6}){0,100}$/;

/** The most messages inside each other: each has to be read to find the next one. */
const MAX_LEVELS = 5;

/** Parses a blobId. Returns undefined for an id that is none of ours. */
export function readBlobId(id: string): NamedBlob | undefined {
  const [root = '', ...parts] = id.split('_', MAX_LEVELS + 2);
  if (parts.length > MAX_LEVELS || !parts.every((part) => PART.test(part))) return undefined;
  const of = readRoot(root);
  return of && { of, partIds: parts.map((part) => part.replaceAll('-', '.')) };
}

function readRoot(root: string): NamedBlob['of'] | undefined {
  const upload = UPLOAD.exec(root);
  if (upload) return { uploadId: upload.slice(1).join('-') };
  const emailId = readId('B', root);
  return emailId === undefined ? undefined : { emailId };
}

export function emailBlobId(emailId: number): string {
  return formatId('B', emailId);
}

export function uploadBlobId(uploadId: string): string {
  return `U${uploadId.replaceAll('-', '')}`;
}

/** Returns the blobId of the content of a part of the message `blobId`. */
export function partBlobId(blobId: string, partId: string): string {
  return `${blobId}_${partId.replaceAll('.', '-')}`;
}
