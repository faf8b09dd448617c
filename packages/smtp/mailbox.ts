import { normaliseDomain } from './domain.ts';

/** An RFC 5321 Mailbox. `localPart` has no quotes and escapes; `domain` is as written. */
export interface Mailbox {
  readonly localPart: string;
  readonly domain: string;
}

// RFC 5321 4.5.3.1 requires everyone to accept 64 and 255; real bounce addresses (VERP) have longer local
// parts, and refusing them would lose mail.
const MAX_LOCAL_OCTETS = 255;
const MAX_DOMAIN_OCTETS = 255;

const CONTROL = /\p{Cc}/u;
// RFC 5321 atext with RFC 6531 3.3's UTF8-non-ascii. Dots are accepted anywhere: `a..b@` and `a.@` exist at some providers.
const ATOMS = /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]|[^\0-\x7f])+/;
const DOT_STRING =
  /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\0-\x7f])+(?:\.(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\0-\x7f])+)*$/;
const QUOTED = /^"((?:[^"\\]|\\.)*)"/;
const DOMAIN = /^(?:\[[^\]\s<>]*\]|(?:[A-Za-z0-9._-]|[^\0-\x7f])+)/;

/** Reads a Mailbox at the start of `text`, and returns where it ends; undefined when there is none. */
export function scanMailbox(text: string): { mailbox: Mailbox; end: number } | undefined {
  const local = scanLocalPart(text);
  if (local === undefined || text[local.end] !== '@') return undefined;
  const domain = DOMAIN.exec(text.slice(local.end + 1))?.[0];
  if (domain === undefined || normaliseDomain(domain) === undefined) return undefined;
  const end = local.end + 1 + domain.length;
  if (CONTROL.test(text.slice(0, end)) || !text.slice(0, end).isWellFormed()) return undefined;
  if (Buffer.byteLength(local.value) > MAX_LOCAL_OCTETS || Buffer.byteLength(domain) > MAX_DOMAIN_OCTETS) {
    return undefined;
  }
  return { mailbox: { localPart: local.value, domain }, end };
}

function scanLocalPart(text: string): { value: string; end: number } | undefined {
  const quoted = QUOTED.exec(text);
  if (quoted) return { value: (quoted[1] ?? '').replace(/\\(.)/g, '$1'), end: quoted[0].length };
  const atoms = ATOMS.exec(text)?.[0];
  return atoms === undefined ? undefined : { value: atoms, end: atoms.length };
}

/** Parses a whole string as a Mailbox (RFC 5321 4.1.2, RFC 6531 3.3); undefined when it is none. */
export function parseMailbox(text: string): Mailbox | undefined {
  const found = scanMailbox(text);
  return found !== undefined && found.end === text.length ? found.mailbox : undefined;
}

/** Writes a Mailbox for the wire; quotes the local part where it is no Dot-string. */
export function formatMailbox({ localPart, domain }: Mailbox): string {
  const local = DOT_STRING.test(localPart) ? localPart : `"${localPart.replace(/["\\]/g, '\\$&')}"`;
  return `${local}@${domain}`;
}

/** Returns true when the address needs SMTPUTF8 because its local part is not ASCII (a domain can use A-labels). */
export function needsSmtpUtf8(mailbox: Mailbox): boolean {
  return /[^\0-\x7f]/.test(mailbox.localPart);
}
