import { formatAddress, splitAddresses } from './people.ts';

/** What a mailto: link asks to be written. */
export interface Asked {
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  /** In lines. */
  readonly words: string;
}

/** Characters of a link that are read. */
const MAX_LINK = 64 * 1024;
const CONTROLS = /[^\P{Cc}\n]/gu;

/**
 * RFC 6068 2: to whom, copies, subject and text; whatever else such a link asks for (files, other fields) is left out. A plus is a plus, and what is no
 * escape stays as it is. Null: it is none.
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

/** Commas part addresses; one that is escaped is part of one. Some links escape all of a list. */
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
  return lines(value).replaceAll('\n', ' ').trim();
}

function lines(value: string): string {
  return decoded(value).replace(/\r\n?/g, '\n').replace(CONTROLS, ' ');
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
