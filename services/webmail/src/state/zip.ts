import { distinct } from '../format/file-names.ts';
import { request } from '../jmap/client.ts';
import type { EmailBodyPart } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { client } from './mail.ts';
import { tell } from './tell.ts';

/** Octets of all files together: they are in memory until they are kept. */
const MAX_BYTES = 300 * 1024 * 1024;

export function canZip(files: readonly EmailBodyPart[]): boolean {
  return files.reduce((sum, { size }) => sum + size, 0) <= MAX_BYTES;
}

/** All files in one. They come one after the other, and are only packed. @param name of the file, without its ending */
export async function zip(files: readonly EmailBodyPart[], name: string): Promise<void> {
  try {
    const { downloadZip } = await part('client-zip', () => import('client-zip'));
    const names = distinct(files.map((part) => part.name?.trim() || 'file'));
    const response = downloadZip(entries(files, names));
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement('a');
    link.href = url;
    link.download = `${
      name
        .replace(/[/\\:*?"<>|\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, 80) || 'files'
    }.zip`;
    link.click();
    // The browser has taken it by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    tell(error);
  }
}

async function* entries(files: readonly EmailBodyPart[], names: readonly string[]) {
  for (const [at, { blobId, type }] of files.entries()) {
    const name = names[at] ?? 'file';
    yield { name, input: await request(client().downloadUrl(blobId ?? '', name, type)) };
  }
}
