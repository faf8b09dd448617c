import type { Part, PartTree } from './part.ts';

/** A byte range of the raw message; `end` is exclusive. */
export interface Range {
  start: number;
  end: number;
}

export type SectionKind = 'body' | 'header' | 'mime' | 'text';

/**
 * Returns the byte range of an IMAP section (RFC 3501 6.4.5): `section` holds the part numbers, `kind` what follows them
 * ('body' when nothing does). Null when the message has no such part.
 */
export function findSection(tree: PartTree<unknown>, section: readonly number[], kind: SectionKind): Range | null {
  if (section.length === 0) {
    if (kind === 'mime') return null;
    return kind === 'body' ? { start: tree.headerStart, end: tree.bodyEnd } : messageRange(tree, kind);
  }
  const part = findPart(tree, section);
  if (!part) return null;
  if (kind === 'body') return { start: part.bodyStart, end: part.bodyEnd };
  if (kind === 'mime') return { start: part.headerStart, end: part.bodyStart };
  // HEADER and TEXT refer to the message inside a message/rfc822 part
  return part.message ? messageRange(part.message, kind) : null;
}

/** Returns the part with these part numbers (RFC 3501 6.4.5), or null. An empty list is the message itself. */
export function findPart<InnerEnvelope>(
  tree: PartTree<InnerEnvelope>,
  section: readonly number[],
): Part<InnerEnvelope> | null {
  let part: Part<InnerEnvelope> = tree;
  let isMessage = true;
  for (const number of section) {
    if (!isMessage && part.message) {
      part = part.message;
      isMessage = true;
    }
    if (part.children) {
      const child = part.children[number - 1];
      if (!child) return null;
      part = child;
    } else if (!isMessage || number !== 1) {
      return null;
    }
    // Part 1 of a message that is not a multipart is its own body
    isMessage = false;
  }
  return part;
}

function messageRange(message: Part<unknown>, kind: 'header' | 'text'): Range {
  return kind === 'header'
    ? { start: message.headerStart, end: message.bodyStart }
    : { start: message.bodyStart, end: message.bodyEnd };
}
