import { formatAddress, splitAddresses } from './people.ts';
import { safeLine, withoutOverrides } from './safe-line.ts';

/** Begins the hash of our address for a `mailto:` link, which follows it. A hash is in no request. */
export const ASKED = '#mailto=';

/** The message that a `mailto:` link asks to write. */
export interface Asked {
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  /** The text of the message; lines end in LF. */
  readonly words: string;
}

/** The longest link that is read, in characters. */
const MAX_LINK = 64 * 1024;
const CONTROLS = /[^\P{Cc}\n]/gu;

/**
 * Reads a `mailto:` link (RFC 6068 2): recipients, subject and text. Everything else it asks for (files, other fields) is ignored. A plus stays a
 * plus, and a broken escape stays as it is. Returns null where the link is not a `mailto:` link.
 */
export function parseMailto(link: string): Asked | null {
  const [, path, query = ''] = /^\s*mailto:([^?#]*)(?:\?([^#]*))?/i.exec(link.slice(0, MAX_LINK)) ?? [];
  if (path === undefined) return null;
  const fields = query.split('&').map((field) => {
    const at = field.indexOf('=');
    return at < 0 ? ['', ''] : [decoded(field.slice(0, at)).toLowerCase(), field.slice(at + 1)];
  }) as [string, string][];
  const of = (name: string): string[] => fields.filter(([each]) => each === name).map(([, value]) => value);
  const people = (values: string[]): string => values.flatMap(addresses).join(', ');
  return {
    to: people([path, ...of('to')]),
    cc: people(of('cc')),
    bcc: people(of('bcc')),
    subject: line(of('subject').at(0) ?? ''),
    words: of('body').map(lines).join('\n'),
  };
}

/** Splits a list of addresses at its commas. An escaped comma belongs to an address, but some links escape the whole list. */
function addresses(value: string): string[] {
  return value.split(',').flatMap((each) => {
    const text = line(each);
    const parts = splitAddresses(text);
    return parts.every((part) => part.includes('@'))
      ? parts
      : text === ''
        ? []
        : [formatAddress({ name: null, email: text })];
  });
}

function line(value: string): string {
  return safeLine(lines(value));
}

function lines(value: string): string {
  return withoutOverrides(decoded(value)).replace(/\r\n?/g, '\n').replace(CONTROLS, ' ');
}

function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
