import { failureOf } from '../jmap/client.ts';
import { FOLDER, forgetExports } from './gathered.ts';

/** The file's name within the browser's private folder; people choose the name of the download freely. */
const GATHERED = 'export.mbox';

/**
 * Downloads the mail of an account or a folder as a file, and gives it to the browser's downloads when it is complete.
 * @param path the path on the server
 * @param name the name of the download
 * @param progress called with the octets so far
 * Returns the size in octets. Rejects when it breaks off (RequestFailed), on the signal (AbortError), and when storage is full (QuotaExceededError).
 */
export async function exportFile(
  path: string,
  name: string,
  progress: (octets: number) => void,
  signal: AbortSignal,
): Promise<number> {
  await forgetExports();
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const handle = await folder.getFileHandle(GATHERED, { create: true });
  let octets = 0;
  try {
    const response = await fetch(path, { signal });
    if (!response.ok || !response.body) throw await failureOf(response);
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
