/** The browser's private folder for a file that is not complete yet; the complete file goes to the downloads. */
export const FOLDER = 'exports';

/** Returns whether this browser can collect a file larger than memory. Elsewhere an export is an ordinary download. */
export function canGather(): boolean {
  return (
    isSecureContext && 'getDirectory' in (navigator.storage ?? {}) && 'createWritable' in FileSystemFileHandle.prototype
  );
}

/** Deletes collected files, also one that the browser has not yet copied to the downloads. */
export async function forgetExports(): Promise<void> {
  if (!canGather()) return;
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => undefined);
}
