/** Where a blob's body is in an object store. The random end of a UUIDv7 spreads them over 256 folders. */
export function objectKey(blobId: string): string {
  return `${folderOf(blobId.slice(-2))}${blobId}`;
}

export function blobOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** The folders, for going through all objects a little at a time. */
export const FOLDERS: readonly string[] = Array.from({ length: 256 }, (_, n) =>
  folderOf(n.toString(16).padStart(2, '0')),
);

function folderOf(end: string): string {
  return `blobs/${end}/`;
}
