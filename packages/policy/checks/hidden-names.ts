import type { Check } from '../check.ts';
import { archiveKind, hidesNames } from '../message/archive.ts';

/** Archives of which nobody but their recipients can see what is in them: so are secrets sent, and viruses. */
export const hiddenNames: Check = {
  name: 'hidden-names',
  stage: 'message',
  looksInside: true,
  about: 'an attached archive (rar, 7z) hides the names of what is in it',
  rule: '2',
  async run(message) {
    for (const part of await message.attachments()) {
      const kind = archiveKind(part.names, part.start());
      if (kind !== undefined && (await hidesNames(kind, part.body())))
        return { reason: 'an attached archive hides the names of what is in it' };
    }
    return undefined;
  },
};
