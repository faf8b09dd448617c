import { pictureFile } from './picture-file.ts';
import { picturesOfRtf } from './rtf-pictures.ts';

/** Where the pictures of a text lie. */
export interface Pictures {
  /** Takes some in; each is shown by its cid from now on. @param isBegun they were there before anybody wrote */
  take(files: readonly File[], isBegun?: boolean): readonly { readonly cid: string; readonly alt: string }[];
  /** Where one is found, on this device or our own server. */
  url(cid: string): string | undefined;
}

/** What mail programs show. */
export const SHOWN = /^image\/(?:png|gif|jpeg|webp)$/;
/** Of one text that comes in, and octets of each. */
const MOST_PICTURES = 50;
const MOST_BYTES = 10_000_000;
/** So small that it shows nothing: it counts who reads. */
const LEAST_PIXELS = 2;

/**
 * Pictures that come in with a text of another program become files of ours: those that are in it (data:), and those of Word and
 * LibreOffice, whose addresses lead to files that no page may read, out of the RTF beside it. What lies elsewhere is taken out.
 * Returns how many that were.
 */
export function takeInPictures(body: HTMLElement, rtf: string, pictures: Pictures, isBegun = false): number {
  const all = [...body.querySelectorAll('img')].filter((each) => !/^cid:/i.test(sourceOf(each)));
  const local = all.filter((each) => /^file:/i.test(sourceOf(each)));
  const inRtf = local.length > 0 ? picturesOfRtf(rtf, MOST_PICTURES) : [];
  let left = 0;
  let taken = 0;
  for (const image of all) {
    const at = local.indexOf(image);
    // Only where they are as many it is known which is which.
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

/** RFC 2397. undefined: it is no picture that mail programs show, or too large. */
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
