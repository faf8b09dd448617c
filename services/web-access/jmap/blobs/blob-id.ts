import { readId } from '@postroom/jmap';

/** What a blobId names (RFC 8620 6): a message, the content of one of its parts, or what was uploaded. */
export type NamedBlob =
  | { readonly of: 'email'; readonly emailId: number; readonly partId: string | null }
  | { readonly of: 'upload'; readonly blobId: string };

const UPLOAD = /^U([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
const PART = /^\d{1,6}(?:-\d{1,6}){0,100}$/;

/** Undefined for what is none of ours. */
export function readBlobId(id: string): NamedBlob | undefined {
  const upload = UPLOAD.exec(id);
  if (upload) return { of: 'upload', blobId: upload.slice(1).join('-') };
  const [email = '', part, ...more] = id.split('_');
  const emailId = readId('B', email);
  if (emailId === undefined || more.length > 0) return undefined;
  if (part !== undefined && !PART.test(part)) return undefined;
  return { of: 'email', emailId, partId: part?.replaceAll('-', '.') ?? null };
}

export function uploadBlobId(blobId: string): string {
  return `U${blobId.replaceAll('-', '')}`;
}
