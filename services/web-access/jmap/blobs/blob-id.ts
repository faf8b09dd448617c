import { formatId, readId } from '@postroom/jmap';

/** What a blobId names (RFC 8620 6): a message or what was uploaded, or the content of a part in it, of a part in that … */
export interface NamedBlob {
  readonly of: { readonly emailId: number } | { readonly uploadId: string };
  /** Parts of messages inside each other, the outermost first; none: the whole. */
  readonly partIds: readonly string[];
}

const UPLOAD = /^U([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
const PART = /^\d{1,6}(?:-\d{1,6}){0,100}$/;

/** Messages inside each other: each has to be read before it is known where the next one lies. */
const MAX_LEVELS = 5;

/** Undefined for what is none of ours. */
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

/** The content of a part of the message that is that blob. */
export function partBlobId(blobId: string, partId: string): string {
  return `${blobId}_${partId.replaceAll('.', '-')}`;
}
