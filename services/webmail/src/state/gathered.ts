/** The browser's private folder for a file that is not complete yet; the complete file goes to the downloads. */
export const FOLDER = 'exports';

/** Returns whether this browser can collect a file larger than memory. Elsewhere an export is an ordinary download. */
export async function canGather(): Promise<boolean> {
  return (await privateFolder()) !== undefined;
}

/** Deletes collected files, also one that the browser has not yet copied to the downloads. */
export async function forgetExports(): Promise<void> {
  const root = await privateFolder();
  await root?.removeEntry(FOLDER, { recursive: true }).catch(() => undefined);
}

/** Returns the browser's private folder. Firefox refuses it in private windows, and any browser where a person lets pages keep nothing. */
async function privateFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  if (!isSecureContext || !('getDirectory' in (navigator.storage ?? {}))) return undefined;
  if (!('createWritable' in FileSystemFileHandle.prototype)) return undefined;
  return navigator.storage.getDirectory().catch(() => undefined);
}
