import { ATOM } from './chars.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { ImapSyntaxError } from './syntax-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** No valid mailbox name is longer on the wire, in any of its forms. */
const LONGEST_OCTETS = 16 * 1024;

/**
 * Decodes a mailbox name from the wire: modified UTF-7, or UTF-8 where `acceptUtf8` is set (RFC 6855 3). Without UTF-8 no name has 8-bit
 * bytes (RFC 3501 5.1): a client that wrote them would not find in LIST what it created.
 * INBOX is returned in capitals whatever the client wrote (RFC 3501 5.1). Returns undefined for an invalid name.
 */
export function decodeMailboxName(bytes: Buffer, acceptUtf8: boolean): string | undefined {
  if (bytes.length > LONGEST_OCTETS) return undefined;
  try {
    const text = utf8.decode(bytes);
    if (!acceptUtf8 && text.length !== bytes.length) return undefined;
    const name = acceptUtf8 ? text : decodeModifiedUtf7(text);
    return isInbox(name) ? 'INBOX' : name;
  } catch {
    return undefined;
  }
}

/** Decodes a name that is required. An invalid one is a well-formed command that cannot succeed (RFC 5530 3): throws ImapSyntaxError. */
export function readMailboxName(bytes: Buffer, acceptUtf8: boolean): string {
  const name = decodeMailboxName(bytes, acceptUtf8);
  if (name !== undefined) return name;
  const why = bytes.some((octet) => octet > 0x7f) && !acceptUtf8 ? ': names are written in modified UTF-7' : '';
  throw new ImapSyntaxError(`A mailbox cannot have this name${why}`, { status: 'NO', code: 'CANNOT' });
}

/** Returns a mailbox name for the wire: as an atom where possible, else quoted. */
export function writeMailboxName(name: string, acceptUtf8: boolean): string {
  const encoded = acceptUtf8 ? name : encodeModifiedUtf7(name);
  return isAtom(encoded) ? encoded : `"${encoded.replace(/["\\]/g, '\\$&')}"`;
}

/** Compares only ASCII letters without case: a dotless i makes another name. */
function isInbox(name: string): boolean {
  return /^inbox$/i.test(name);
}

function isAtom(text: string): boolean {
  if (text === '' || text.toUpperCase() === 'NIL') return false;
  for (let i = 0; i < text.length; i += 1) if (ATOM[text.charCodeAt(i)] !== 1) return false;
  return true;
}
