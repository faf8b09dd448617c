import { pictureFile } from './picture-file.ts';
import { picturesOfRtf } from './rtf-pictures.ts';

/** The store of a text's pictures. */
export interface Pictures {
  /** Stores pictures; each is then shown by its cid. @param isBegun they were there before the person wrote anything */
  take(files: readonly File[], isBegun?: boolean): readonly { readonly cid: string; readonly alt: string }[];
  /** Returns the URL of a picture, on this device or our own server. */
  url(cid: string): string | undefined;
}

/** Picture types that mail programs show. */
export const SHOWN = /^image\/(?:png|gif|jpeg|webp)$/;
/** The most pictures of one pasted text, and octets of each. */
const MOST_PICTURES = 50;
const MOST_BYTES = 10_000_000;
/** A picture with fewer pixels shows nothing: it only counts readers. */
const LEAST_PIXELS = 2;

/**
 * Makes files of the pictures in a text that comes from another program: embedded ones (`data:`), and those of Word and LibreOffice, whose URLs
 * lead to local files that no page may read, from the RTF beside it. Other pictures are removed from the text.
 * Returns how many were removed.
 */
export function takeInPictures(body: HTMLElement, rtf: string, pictures: Pictures, isBegun = false): number {
  const all = [...body.querySelectorAll('img')].filter((each) => !/^cid:/i.test(sourceOf(each)));
  const local = all.filter((each) => /^file:/i.test(sourceOf(each)));
  const inRtf = local.length > 0 ? picturesOfRtf(rtf, MOST_PICTURES) : [];
  let left = 0;
  let taken = 0;
  for (const image of all) {
    const at = local.indexOf(image);
    // Only with equal numbers is it known which picture is which.
    const told = at >= 0 && inRtf.length === local.length ? inRtf[at] : undefined;
    const file = taken < MOST_PICTURES ? (told ?? fileOfData(sourceOf(image))) : undefined;
    const [picture] = file ? pictures.take([file], isBegun) : [];
    if (picture) {
      taken++;
      image.setAttribute('src', `cid:${encodeURIComponent(picture.cid)}`);
      image.alt ||= picture.alt;
    } else {
      if (!isTiny(image)) left++;
      image.remove();
    }
  }
  return left;
}

const sourceOf = (image: HTMLImageElement): string => image.getAttribute('src')?.trim() ?? '';

function isTiny(image: HTMLImageElement): boolean {
  return [image.getAttribute('width'), image.getAttribute('height')].some(
    (side) => side !== null && Number.parseInt(side, 10) < LEAST_PIXELS,
  );
}

/** Reads a data URL (RFC 2397); undefined where mail programs do not show its type, or it is too large. */
function fileOfData(url: string): File | undefined {
  const head = /^data:(image\/[a-z]+);base64,/i.exec(url.slice(0, 40));
  const type = head?.[1]?.toLowerCase() ?? '';
  if (!head || !SHOWN.test(type) || url.length > MOST_BYTES * 1.4) return undefined;
  try {
    const octets = Uint8Array.from(atob(decodeURIComponent(url.slice(head[0].length))), (each) => each.charCodeAt(0));
    return pictureFile(octets, type);
  } catch {
    return undefined;
  }
}
