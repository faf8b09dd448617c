import { failureOf } from '../jmap/client.ts';
import { FOLDER, forgetExports } from './gathered.ts';

/** Within the folder in which it is gathered: how it is called, people may say as they like. */
const GATHERED = 'export.mbox';

/**
 * Reads a file of mail, of the account or of a folder, and hands it to the browser's downloads when it is whole.
 * @param path where the server has it
 * @param name what it is called among the downloads
 * @param progress hears how many octets have come
 * Returns the octets of the file. Rejects when it broke off (RequestFailed), when the signal comes (AbortError), and when there is no room (QuotaExceededError).
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
