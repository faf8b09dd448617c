import { ATOM } from './chars.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { ImapSyntaxError } from './syntax-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A mailbox name from the wire: modified UTF-7, or UTF-8 where it holds 8-bit bytes or `acceptUtf8` is set (RFC 6855 3).
 * INBOX is written in capitals whatever the client wrote (RFC 3501 5.1).
 */
export function readMailboxName(bytes: Buffer, acceptUtf8: boolean): string {
  const text = decodeUtf8(bytes);
  const name = acceptUtf8 || text.length !== bytes.length ? text : decodeModifiedUtf7(text);
  return name.toUpperCase() === 'INBOX' ? 'INBOX' : name;
}

/** A mailbox name for the wire: an atom where it can be one, quoted otherwise. */
export function writeMailboxName(name: string, acceptUtf8: boolean): string {
  const encoded = acceptUtf8 ? name : encodeModifiedUtf7(name);
  return isAtom(encoded) ? encoded : `"${encoded.replace(/["\\]/g, '\\$&')}"`;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ImapSyntaxError('Mailbox name is not valid UTF-8');
  }
}

function isAtom(text: string): boolean {
  if (text === '' || text.toUpperCase() === 'NIL') return false;
  for (let i = 0; i < text.length; i += 1) if (ATOM[text.charCodeAt(i)] !== 1) return false;
  return true;
}
