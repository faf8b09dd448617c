import type { Part } from './part.ts';

/** Returns the part and all parts in it with their offsets increased by `octets`. */
export function movedBy(part: Part, octets: number): Part {
  const moved: Part = {
    ...part,
    headerStart: part.headerStart + octets,
    bodyStart: part.bodyStart + octets,
    bodyEnd: part.bodyEnd + octets,
  };
  if (part.children) moved.children = part.children.map((child) => movedBy(child, octets));
  if (part.message) moved.message = movedBy(part.message, octets);
  return moved;
}
