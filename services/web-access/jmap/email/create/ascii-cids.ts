import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { NewPart } from './new-part.ts';

/** A URL of a part (RFC 2392) as HTML has it, up to what ends an attribute or a URL in it. */
const CID_URL = /\bcid:([^\s"'<>()]{1,1000})/gi;

/**
 * Gives parts whose cid is not ASCII another one that is (RFC 2045 7), the same wherever HTML refers to it. Mail programs send such ids
 * as they are, and a person who answers passes them on.
 */
export function withAsciiCids(body: NewPart): NewPart {
  const others = new Map<string, string>();
  collect(body, others);
  return others.size === 0 ? body : replaced(body, others);
}

function collect({ cid, content }: NewPart, others: Map<string, string>): void {
  if (cid !== null && !isAscii(Buffer.from(cid)))
    others.set(cid, createHash('sha256').update(cid).digest('hex').slice(0, 32));
  if ('parts' in content) for (const part of content.parts) collect(part, others);
}

function replaced(part: NewPart, others: ReadonlyMap<string, string>): NewPart {
  const { cid, content, type } = part;
  const named = { ...part, cid: cid === null ? null : (others.get(cid) ?? cid) };
  if ('parts' in content) return { ...named, content: { parts: content.parts.map((each) => replaced(each, others)) } };
  if (type !== 'text/html' || !('text' in content)) return named;
  const text = content.text.replace(CID_URL, (url, given: string) => {
    const other = others.get(given) ?? others.get(decoded(given));
    return other === undefined ? url : `cid:${other}`;
  });
  return { ...named, content: { text } };
}

function decoded(given: string): string {
  try {
    return decodeURIComponent(given);
  } catch {
    return given;
  }
}
