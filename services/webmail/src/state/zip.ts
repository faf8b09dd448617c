import { downloadZip } from 'client-zip';
import { distinct } from '../format/file-names.ts';
import { request } from '../jmap/client.ts';
import type { EmailBodyPart } from '../jmap/types.ts';
import { client } from './mail.ts';
import { nameOfFile } from './name-of-file.ts';

/** Downloads files as one archive, one after the other and uncompressed. @param name of the archive, without its ending */
export async function zip(files: readonly EmailBodyPart[], name: string): Promise<void> {
  const names = distinct(files.map(nameOfFile));
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
  // The browser has copied the data by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

async function* entries(files: readonly EmailBodyPart[], names: readonly string[]) {
  for (const [at, { blobId, type }] of files.entries()) {
    const name = names[at] ?? 'file';
    yield { name, input: await request(client().downloadUrl(blobId ?? '', name, type)) };
  }
}
