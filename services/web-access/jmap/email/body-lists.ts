import type { LocatedPart } from './located-part.ts';

/** RFC 8621 4.1.4: the parts to show of a message, and the parts to offer as attachments. */
export interface BodyLists {
  readonly textBody: readonly LocatedPart[];
  readonly htmlBody: readonly LocatedPart[];
  readonly attachments: readonly LocatedPart[];
}

/** Sorts the parts by the algorithm that RFC 8621 4.1.4 suggests. */
export function bodyLists(root: LocatedPart): BodyLists {
  const lists = { textBody: [], htmlBody: [], attachments: [] };
  sort([root], 'mixed', false, lists.htmlBody, lists.textBody, lists.attachments);
  return lists;
}

type List = LocatedPart[];

function sort(
  parts: readonly LocatedPart[],
  multipart: string,
  isInAlternative: boolean,
  html: List | null,
  text: List | null,
  attachments: List,
): void {
  const [htmlBefore, textBefore] = [html?.length ?? -1, text?.length ?? -1];
  let [htmlBody, textBody] = [html, text];
  for (const [index, part] of parts.entries()) {
    const type = `${part.type}/${part.subtype}`;
    if (part.children) {
      const isAlternative = isInAlternative || part.subtype === 'alternative';
      sort(part.children, part.subtype, isAlternative, htmlBody, textBody, attachments);
    } else if (!isInline(part, index, multipart)) {
      attachments.push(part);
    } else if (multipart === 'alternative') {
      const list = type === 'text/plain' ? textBody : type === 'text/html' ? htmlBody : attachments;
      list?.push(part);
    } else {
      if (isInAlternative && type === 'text/plain') htmlBody = null;
      if (isInAlternative && type === 'text/html') textBody = null;
      textBody?.push(part);
      htmlBody?.push(part);
      if ((!textBody || !htmlBody) && isMedia(part)) attachments.push(part);
    }
  }
  if (multipart !== 'alternative' || !textBody || !htmlBody) return;
  // Where one of the two lists got nothing, the parts of the other stand in for it.
  if (textBody.length === textBefore) textBody.push(...htmlBody.slice(htmlBefore));
  else if (htmlBody.length === htmlBefore) htmlBody.push(...textBody.slice(textBefore));
}

function isInline(part: LocatedPart, index: number, multipart: string): boolean {
  if (part.disposition?.type === 'attachment') return false;
  const isText = part.type === 'text' && (part.subtype === 'plain' || part.subtype === 'html');
  if (!isText && !isMedia(part)) return false;
  return index === 0 || (multipart !== 'related' && (isMedia(part) || part.name === null));
}

function isMedia({ type }: LocatedPart): boolean {
  return type === 'image' || type === 'audio' || type === 'video';
}
