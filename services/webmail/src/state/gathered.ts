/** Where the browser keeps the file until it is whole; then it goes to the downloads. */
export const FOLDER = 'exports';

/** Whether this browser can gather a file larger than memory. Elsewhere it is a download like any other. */
export function canGather(): boolean {
  return (
    isSecureContext && 'getDirectory' in (navigator.storage ?? {}) && 'createWritable' in FileSystemFileHandle.prototype
  );
}

/** What was gathered is gone, and what the browser has not copied yet with it. */
export async function forgetExports(): Promise<void> {
  if (!canGather()) return;
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => undefined);
}
