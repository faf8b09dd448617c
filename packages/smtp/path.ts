import { type Mailbox, scanMailbox } from './mailbox.ts';

/** What is between the angle brackets of MAIL FROM or RCPT TO. */
export type Path =
  | { readonly kind: 'null' }
  | { readonly kind: 'postmaster' }
  | { readonly kind: 'mailbox'; readonly mailbox: Mailbox };

const SOURCE_ROUTE = /^@[^:<>\s]*:/;

/**
 * Reads `<…>` at the start of `text`: a mailbox, the null reverse-path `<>` (RFC 5321 4.5.5) or `<postmaster>` without
 * a domain (4.5.1). A source route is dropped, as appendix C asks. Returns the path, the address in it as written,
 * and what follows it.
 */
export function scanPath(text: string): { path: Path; address: string; rest: string } | undefined {
  if (!text.startsWith('<')) return undefined;
  if (text.startsWith('<>')) return { path: { kind: 'null' }, address: '', rest: text.slice(2) };
  const bare = /^<(postmaster)>/i.exec(text)?.[1];
  if (bare !== undefined) return { path: { kind: 'postmaster' }, address: bare, rest: text.slice(bare.length + 2) };
  const inner = text.slice(1).replace(SOURCE_ROUTE, '');
  const found = scanMailbox(inner);
  if (found === undefined || inner[found.end] !== '>') return undefined;
  const path: Path = { kind: 'mailbox', mailbox: found.mailbox };
  return { path, address: inner.slice(0, found.end), rest: inner.slice(found.end + 1) };
}

/** Parses a whole string as a Path. */
export function parsePath(text: string): Path | undefined {
  const found = scanPath(text);
  return found !== undefined && found.rest === '' ? found.path : undefined;
}
