import { type PublicServer, type PublicService, publicServices } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';

export const RECORD_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'DS', 'MX', 'PTR', 'SRV', 'TLSA', 'TXT'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export interface DnsRecord {
  /** The full name with a final dot, in A-labels, as in a zone file. */
  name: string;
  type: RecordType;
  /** The value; '' when only others know it. */
  value: string;
  /** The purpose in words. */
  purpose: string;
  /** The address to which a PTR record belongs. */
  address?: string;
}

const PURPOSES: Readonly<Record<PublicService, string>> = {
  imaps: 'IMAP, TLS from the start',
  imap: 'IMAP with STARTTLS',
  pop3s: 'POP3, TLS from the start',
  pop3: 'POP3 with STLS',
  submissions: 'sending mail, TLS from the start',
  submission: 'sending mail with STARTTLS',
};

/** The value for a service that does not exist (RFC 2782), so that programs need not try the usual port. */
export const NO_SERVICE = '0 0 0 .';

/**
 * Returns the records by which mail programs find the servers of a domain (RFC 6186 3, RFC 8314 5.1, RFC 8620 2.2). Priorities follow the
 * order of the servers (RFC 6186 3.4).
 * @param web host and port of web-access by HTTPS
 */
export function dnsRecords(
  domain: string,
  servers: readonly PublicServer[],
  web: { host: string; port: number },
): DnsRecord[] {
  const zone = `${normaliseDomain(domain) ?? domain}.`;
  const srv = (name: string, value: string, purpose: string): DnsRecord => ({
    name: `_${name}._tcp.${zone}`,
    type: 'SRV',
    value,
    purpose,
  });
  return [
    ...servers.map(({ service, host, port }, at) => srv(service, `${at} 1 ${port} ${host}.`, PURPOSES[service])),
    ...publicServices
      .filter((name) => !servers.some(({ service }) => service === name))
      .map((name) => srv(name, NO_SERVICE, `no ${PURPOSES[name]}`)),
    srv('jmap', `0 1 ${web.port} ${web.host}.`, 'JMAP'),
    srv('autodiscover', `0 1 ${web.port} ${web.host}.`, 'Outlook'),
    { name: `autoconfig.${zone}`, type: 'CNAME', value: `${web.host}.`, purpose: 'Thunderbird and others' },
  ];
}

/** Returns host and port of web-access by HTTPS. @param publicUrl if empty, the platform's own name with the usual port is meant */
export function webPlace(publicUrl: string, hostname: string): { host: string; port: number } {
  if (publicUrl === '') return { host: hostname, port: 443 };
  const { hostname: host, port } = new URL(publicUrl);
  return { host, port: Number(port) || 443 };
}
