/** Returns the key of a blob's body in an object store. The random end of its UUIDv7 spreads bodies over 256 folders. */
export function objectKey(blobId: string): string {
  return `${folderOf(blobId.slice(-2))}${blobId}`;
}

export function blobOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** All folders, for going through the objects one folder at a time. */
export const FOLDERS: readonly string[] = Array.from({ length: 256 }, (_, n) =>
  folderOf(n.toString(16).padStart(2, '0')),
);

function folderOf(end: string): string {
  return `blobs/${end}/`;
}
