import { parseAddressLiteral } from './address-literal.ts';
import { CommandSyntaxError } from './command-line.ts';
import { decodeXtext } from './xtext.ts';

/**
 * Attributes of the real client that a proxy or filter reports with XCLIENT or XFORWARD
 * (https://www.postfix.org/XCLIENT_README.html, https://www.postfix.org/XFORWARD_README.html). Null means that it does not know;
 * attributes it does not name are absent.
 */
export interface ClientAttributes {
  /** The client's name by reverse lookup. */
  readonly NAME?: string | null;
  /** The client's address in its shortest spelling. */
  readonly ADDR?: string | null;
  readonly PORT?: number | null;
  readonly PROTO?: 'SMTP' | 'ESMTP' | null;
  readonly HELO?: string | null;
  /** The name that the client logged in with. */
  readonly LOGIN?: string | null;
  /** The address of the server that the client connected to. */
  readonly DESTADDR?: string | null;
  readonly DESTPORT?: number | null;
  /** The id that the sender of the command uses for the message. */
  readonly IDENT?: string | null;
  readonly SOURCE?: 'LOCAL' | 'REMOTE' | null;
}

export type ClientAttribute = keyof ClientAttributes;

export const XCLIENT_ATTRIBUTES = ['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'LOGIN', 'DESTADDR', 'DESTPORT'] as const;
export const XFORWARD_ATTRIBUTES = ['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'IDENT', 'SOURCE'] as const;

const MAX_VALUE = 255;
const UNKNOWN = /^\[(?:UNAVAILABLE|TEMPUNAVAIL)\]$/i;

const READERS: Readonly<Record<ClientAttribute, (value: string) => string | number | undefined>> = {
  NAME: word,
  ADDR: address,
  PORT: port,
  PROTO: oneOf('SMTP', 'ESMTP'),
  HELO: word,
  LOGIN: word,
  DESTADDR: address,
  DESTPORT: port,
  IDENT: word,
  SOURCE: oneOf('LOCAL', 'REMOTE'),
};

/** Reads `NAME=value ADDR=value …` with xtext values. Throws CommandSyntaxError for a name outside `known`, a repeated name or an invalid value. */
export function parseClientAttributes(args: string, known: readonly ClientAttribute[]): ClientAttributes {
  const found = new Map<ClientAttribute, string | number | null>();
  for (const word of args.split(' ').filter((part) => part !== '')) {
    const equals = word.indexOf('=');
    const name = known.find((one) => one === word.slice(0, Math.max(equals, 0)).toUpperCase());
    if (name === undefined || found.has(name)) throw malformed('Expected attributes, each at most once');
    const text = decodeXtext(word.slice(equals + 1)) ?? '';
    const value = UNKNOWN.test(text) ? null : READERS[name](text);
    if (value === undefined) throw malformed(`${name} is malformed`);
    found.set(name, value);
  }
  if (found.size === 0) throw malformed('Expected attributes, each at most once');
  return Object.fromEntries(found);
}

function malformed(text: string): CommandSyntaxError {
  return new CommandSyntaxError(501, '5.5.4', text);
}

function word(value: string): string | undefined {
  return value === '' || value.length > MAX_VALUE || /[\s\p{Cc}]/u.test(value) ? undefined : value;
}

function address(value: string): string | undefined {
  const six = /^IPV6:(.*)$/i.exec(value)?.[1] ?? (value.includes(':') ? value : undefined);
  return parseAddressLiteral(six === undefined ? `[${value}]` : `[IPv6:${six}]`);
}

function port(value: string): number | undefined {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  return number >= 1 && number <= 65_535 ? number : undefined;
}

function oneOf(...values: readonly string[]): (value: string) => string | undefined {
  return (value) => values.find((one) => one === value.toUpperCase());
}
