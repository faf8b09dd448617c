import { type Mailbox, scanMailbox } from './mailbox.ts';

/** What stands between the angle brackets of MAIL FROM or RCPT TO. */
export type Path =
  | { readonly kind: 'null' }
  | { readonly kind: 'postmaster' }
  | { readonly kind: 'mailbox'; readonly mailbox: Mailbox };

const SOURCE_ROUTE = /^@[^:<>\s]*:/;

/**
 * Reads `<…>` at the start of `text`: a mailbox, the null reverse-path `<>` (RFC 5321 4.5.5) or `<postmaster>` without
 * a domain (4.5.1). A source route is dropped, as appendix C asks. Returns the path and what follows it.
 */
export function scanPath(text: string): { path: Path; rest: string } | undefined {
  if (!text.startsWith('<')) return undefined;
  if (text.startsWith('<>')) return { path: { kind: 'null' }, rest: text.slice(2) };
  if (/^<postmaster>/i.test(text)) return { path: { kind: 'postmaster' }, rest: text.slice('<postmaster>'.length) };
  const inner = text.slice(1).replace(SOURCE_ROUTE, '');
  const found = scanMailbox(inner);
  if (found === undefined || inner[found.end] !== '>') return undefined;
  return { path: { kind: 'mailbox', mailbox: found.mailbox }, rest: inner.slice(found.end + 1) };
}

/** Parses a whole string as a Path. */
export function parsePath(text: string): Path | undefined {
  const found = scanPath(text);
  return found !== undefined && found.rest === '' ? found.path : undefined;
}
