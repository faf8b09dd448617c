import { FieldNames, fieldValue, parseAddresses, parseHeader } from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import { LIMITS } from './limits.ts';

const FROM = new FieldNames(['from']);

/** Who a message says wrote it, as our clients are shown it. */
export interface Authors {
  /** The domain of each mailbox as it is asked for, whatever nobody sees in it; '' where it has none. */
  readonly hosts: readonly string[];
  /** From fields; a message has one (RFC 5322 3.6). */
  readonly fields: number;
}

/** Of more authors than a letter has, the last has no domain: then nobody can be told to be the one. */
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

/** The domains of the authors that a header names, in lower case. */
export function authorDomains(header: Buffer): string[] {
  return authorsOf(header).hosts.filter((host) => host !== '');
}
