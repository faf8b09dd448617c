import type { Check } from '../check.ts';
import type { Inside } from '../message/archive.ts';
import { insideOf, MAX_OPENED } from '../message/inside.ts';
import { REASONS } from '../reasons.ts';

/** Finds archives whose file names only the recipient can see: people send secrets that way, but also viruses. */
export const hiddenNames: Check = {
  name: 'hidden-names',
  stage: 'message',
  looksInside: true,
  about: 'an attached archive, or an archive in it, hides the names of its files',
  rule: '2',
  async run(message) {
    const parts = await message.attachments();
    if (parts.some(({ names }) => names.some(isPiece))) return { reason: REASONS.pieceOfArchive() };
    for (const part of parts.slice(0, MAX_OPENED)) {
      const hidden = (await insideOf(part))?.hidden;
      if (hidden) return { reason: reasonFor(hidden) };
    }
    return undefined;
  },
};

/** Returns whether a name is that of a piece of a split archive: `a.7z.001`, `a.r00`, `a.z01`, `a.part2.rar`. */
function isPiece(name: string): boolean {
  return /\.(?:(?:7z|zipx?|rar|tar|arj|[gx]z|bz2)\.\d{3}|[rz]\d\d|part\d{1,4}\.rar)\s*$/i.test(name);
}

function reasonFor({ isInner, isLocked }: NonNullable<Inside['hidden']>): string {
  const archive = isInner ? 'an archive in an attached archive' : 'an attached archive';
  return isLocked ? REASONS.hiddenByPassword(archive) : REASONS.hiddenNames(archive);
}
