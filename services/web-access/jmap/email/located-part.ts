import { attachmentNames, type Part } from '@postroom/mime';

/** A part of a message with its number (RFC 3501 6.4.5), which is its partId; a multipart has none. */
export interface LocatedPart extends Omit<Part<unknown>, 'children' | 'message'> {
  readonly partId: string | null;
  readonly name: string | null;
  readonly children?: readonly LocatedPart[];
}

/** Numbers the parts of a message from its stored tree. An attached message is one part. */
export function locate(tree: Part<unknown>): LocatedPart {
  return locateIn(tree, '');
}

function locateIn(part: Part<unknown>, number: string): LocatedPart {
  const { children, message: _message, ...rest } = part;
  const name = attachmentNames(part as Part)[0] ?? null;
  if (!children) return { ...rest, name, partId: number || '1' };
  // A multipart with content but without parts is shown as plain text (RFC 2045 5.2). Stored trees may contain such multiparts.
  if (children.length === 0 && rest.size > 0)
    return { ...rest, type: 'text', subtype: 'plain', name, partId: number || '1' };
  const prefix = number === '' ? '' : `${number}.`;
  return {
    ...rest,
    name,
    partId: null,
    children: children.map((child, index) => locateIn(child, `${prefix}${index + 1}`)),
  };
}

/** Returns the parts without children, in order. */
export function leaves(part: LocatedPart): LocatedPart[] {
  return part.children ? part.children.flatMap(leaves) : [part];
}
