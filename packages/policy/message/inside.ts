import { archiveKind, type Inside, lookInside } from './archive.ts';
import type { Attachment } from './attached.ts';

/** The most attachments of one message that are opened. */
export const MAX_OPENED = 100;

/** Remembers results, because two checks ask. */
const known = new WeakMap<Attachment, Promise<Inside | undefined>>();

/** Looks into an attachment that is an archive; returns undefined for others. */
export function insideOf(part: Attachment): Promise<Inside | undefined> {
  const before = known.get(part);
  if (before) return before;
  const inside = look(part);
  known.set(part, inside);
  return inside;
}

async function look(part: Attachment): Promise<Inside | undefined> {
  const names = part.names.length > 0 ? part.names : [''];
  const kind = archiveKind(names, await part.start());
  return kind && lookInside({ kind, names, bytes: await part.body(), ending: await part.end() });
}
