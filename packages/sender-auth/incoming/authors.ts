import { FieldNames, fieldValue, parseAddresses, parseHeader } from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import { LIMITS } from './limits.ts';

const FROM = new FieldNames(['from']);

/** The authors that a message names, as our clients see them. */
export interface Authors {
  /** The domain of each mailbox in the form for look-ups, without invisible characters; '' where it has none. */
  readonly hosts: readonly string[];
  /** How many From fields there are; a valid message has one (RFC 5322 3.6). */
  readonly fields: number;
}

/** Reads the authors. Beyond the limit the last domain is '', so that no domain counts as the only author's. */
export function authorsOf(header: Buffer): Authors {
  const fields = parseHeader(header, FROM);
  const values = fields.map((field) => Buffer.from(fieldValue(header, field), 'latin1').toString());
  const found = values.flatMap((value) => parseAddresses(value, LIMITS.authors + 1));
  const hosts = found.flatMap(({ host }) => (host === null ? [] : [normaliseDomain(host) ?? host.toLowerCase()]));
  const known = [...new Set(hosts)];
  return {
    hosts: known.length > LIMITS.authors ? [...known.slice(0, LIMITS.authors), ''] : known,
    fields: fields.length,
  };
}

/** Returns the domains of the authors in a header, in lower case. */
export function authorDomains(header: Buffer): string[] {
  return authorsOf(header).hosts.filter((host) => host !== '');
}
