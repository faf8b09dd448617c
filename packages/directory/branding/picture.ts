import { createHash } from 'node:crypto';
import { MailError } from '@postroom/types';

/** Limits of one picture: octets, and pixels in each direction. */
export const MAX_PICTURE_BYTES = 128 * 1024;
const MAX_PIXELS = 2_000;
const LEAST_ICON_PIXELS = 64;

export const PICTURE_KINDS = ['logo', 'logo-dark', 'icon'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

export interface PictureFacts {
  readonly mediaType: 'image/png' | 'image/webp';
  readonly width: number;
  readonly height: number;
  /** The picture's name in URLs. */
  readonly hash: string;
}

/** Reads type and size of a picture from its octets. Only PNG and WebP are accepted, which cannot hold scripts. Throws invalid. */
export function readPicture(octets: Buffer, kind: PictureKind): PictureFacts {
  if (octets.length > MAX_PICTURE_BYTES)
    throw new MailError('invalid', `The picture is larger than ${MAX_PICTURE_BYTES / 1024} KiB`);
  const found = png(octets) ?? webp(octets);
  if (found === null)
    throw new MailError('invalid', 'A picture has to be PNG or WebP; SVG is refused because it may contain scripts');
  const { width, height } = found;
  if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_PIXELS)
    throw new MailError('invalid', `The picture must be 1 to ${MAX_PIXELS} pixels wide and high`);
  if (kind === 'icon' && (width !== height || width < LEAST_ICON_PIXELS))
    throw new MailError('invalid', `An icon must be square, with at least ${LEAST_ICON_PIXELS} pixels on each side`);
  return { ...found, hash: createHash('sha256').update(octets).digest('base64url') };
}

type Found = Omit<PictureFacts, 'hash'>;

/** Reads a PNG (PNG 5.2, 11.2.1): the signature, then IHDR. */
function png(octets: Buffer): Found | null {
  if (octets.length < 33 || octets.toString('latin1', 0, 16) !== '\x89PNG\r\n\x1a\n\0\0\0\rIHDR') return null;
  return { mediaType: 'image/png', width: octets.readUInt32BE(16), height: octets.readUInt32BE(20) };
}

/** Reads a WebP (RFC 9649 2.5 to 2.7): lossy, lossless or extended. */
function webp(octets: Buffer): Found | null {
  if (octets.length < 30 || octets.toString('latin1', 0, 4) !== 'RIFF' || octets.toString('latin1', 8, 12) !== 'WEBP')
    return null;
  const mediaType = 'image/webp';
  switch (octets.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { mediaType, width: octets.readUInt16LE(26) & 0x3fff, height: octets.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = octets.readUInt32LE(21);
      return { mediaType, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { mediaType, width: octets.readUIntLE(24, 3) + 1, height: octets.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}
