import type { Check } from '../check.ts';
import type { Inside } from '../message/archive.ts';
import { insideOf, MAX_OPENED } from '../message/inside.ts';

/** Archives of which nobody but their recipients can see what is in them: so are secrets sent, and viruses. */
export const hiddenNames: Check = {
  name: 'hidden-names',
  stage: 'message',
  looksInside: true,
  about: 'an attached archive, or one in it, hides the names of what is in it',
  rule: '2',
  async run(message) {
    for (const part of (await message.attachments()).slice(0, MAX_OPENED)) {
      const hidden = (await insideOf(part))?.hidden;
      if (hidden) return { reason: reasonFor(hidden) };
    }
    return undefined;
  },
};

function reasonFor({ isInner, isLocked }: NonNullable<Inside['hidden']>): string {
  const archive = isInner ? 'an archive in an attached archive' : 'an attached archive';
  return `${archive} hides the names of what is in it${isLocked ? ' behind a password' : ''}`;
}
