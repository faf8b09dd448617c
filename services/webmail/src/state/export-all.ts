import { RequestFailed } from '../jmap/client.ts';

/** Where the browser keeps the file until it is whole; then it goes to the downloads. */
const FOLDER = 'exports';

/** Whether this browser can gather a file larger than memory. Elsewhere it is a download like any other. */
export function canGather(): boolean {
  return (
    isSecureContext && 'getDirectory' in (navigator.storage ?? {}) && 'createWritable' in FileSystemFileHandle.prototype
  );
}

/**
 * Reads all mail of the account into one file, and hands it to the browser's downloads when it is whole.
 * @param progress hears how many octets have come
 * Returns the octets of the file. Rejects when it broke off (RequestFailed), when the signal comes (AbortError), and when there is no room (QuotaExceededError).
 */
export async function exportAll(
  name: string,
  progress: (octets: number) => void,
  signal: AbortSignal,
): Promise<number> {
  await forgetExports();
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const handle = await folder.getFileHandle(name, { create: true });
  let octets = 0;
  try {
    const response = await fetch('/account/export', { signal });
    if (!response.ok || !response.body) throw new RequestFailed('refused', '', response.status);
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        octets += chunk.length;
        progress(octets);
        out.enqueue(chunk);
      },
    });
    await response.body.pipeThrough(counted).pipeTo(await handle.createWritable(), { signal });
  } catch (error) {
    await forgetExports();
    throw error;
  }
  save(await handle.getFile(), name);
  return octets;
}

function save(file: File, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
}

/** What was gathered is gone, and what the browser has not copied yet with it. */
export async function forgetExports(): Promise<void> {
  if (!canGather()) return;
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => undefined);
}
