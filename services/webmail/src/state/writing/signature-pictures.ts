import { newKey } from '../../format/random.ts';
import type { Pictures } from './rich/pictures-in.ts';

/** The largest picture of a signature, in octets: an identity (64 KiB, RFC 8621 6) has room for two and the text. */
const MOST_BYTES = 20_000;
const WIDEST_PIXELS = 480;
const TRIES = 8;

export interface SignaturePictures extends Pictures {
  /** Returns the text with its pictures embedded (RFC 2397), made smaller where needed: an identity has no files. */
  inText(html: string): Promise<string>;
}

export function signaturePictures(): SignaturePictures {
  const kept = new Map<string, { readonly file: File; readonly url: string }>();
  return {
    take: (files) =>
      files.map((file) => {
        const cid = `${newKey()}@postroom`;
        kept.set(cid, { file, url: URL.createObjectURL(file) });
        return { cid, alt: '' };
      }),
    url: (cid) => kept.get(cid)?.url,
    async inText(html) {
      let text = html;
      for (const [cid, { file }] of kept) {
        const shown = `cid:${encodeURIComponent(cid)}`;
        if (text.includes(shown)) text = text.replaceAll(shown, await dataUrl(await madeSmall(file)));
      }
      return text;
    },
  };
}

/** Returns the picture as PNG where that is small enough, else as JPEG, and narrower each time. */
async function madeSmall(file: File): Promise<Blob> {
  if (file.size <= MOST_BYTES && file.type !== 'image/webp') return file;
  const picture = await createImageBitmap(file);
  let width = Math.min(picture.width, WIDEST_PIXELS);
  let small: Blob = file;
  for (let tried = 0; tried < TRIES; tried++) {
    const height = Math.max(1, Math.round((picture.height * width) / picture.width));
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
    small = await canvas.convertToBlob({ type: 'image/png' });
    if (small.size > MOST_BYTES) small = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    if (small.size <= MOST_BYTES) break;
    width = Math.max(1, Math.round(width * 0.75));
  }
  picture.close();
  return small;
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
