import { REPORT_NAMES, type StoredDkimKey } from '@postroom/directory';
import { keyRecord } from '@postroom/sender-auth/dkim';
import { type MtaStsMode, mtaStsId, mtaStsPolicy } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import type { DnsRecord } from './dns-records.ts';

/** The longest string of a TXT record, in octets (RFC 1035 3.3). */
const MAX_STRING = 255;

/**
 * Returns the records by which mail reaches a domain, and by which others can check that mail comes from it: MX, SPF (RFC 7208), DKIM
 * (RFC 6376 3.6.2), DMARC (RFC 9989).
 * @param hostname the name of the servers that receive and send its mail
 */
export function mailRecords(domain: string, hostname: string, keys: readonly StoredDkimKey[]): DnsRecord[] {
  const zone = `${normaliseDomain(domain) ?? domain}.`;
  return [
    { name: zone, type: 'MX', value: `10 ${hostname}.`, purpose: 'mail for the domain' },
    {
      name: zone,
      type: 'TXT',
      value: quoted('v=spf1 mx -all'),
      purpose: 'SPF: mail of the domain is sent by the same servers',
    },
    ...keys.map(dkimRecord),
    {
      name: `_dmarc.${zone}`,
      type: 'TXT',
      value: quoted(`v=DMARC1; p=quarantine; rua=mailto:${REPORT_NAMES.dmarc}@${zone.slice(0, -1)}`),
      purpose: 'DMARC: distrust all other mail; start with p=none to observe, end with p=reject',
    },
  ];
}

export function dkimRecord(key: StoredDkimKey): DnsRecord {
  const { domain, selector, signsAt, replacedAt } = key;
  const state = replacedAt
    ? 'no longer signs; keep it for 14 days'
    : signsAt
      ? 'signs'
      : 'signs once this record is found';
  return {
    name: `${selector}._domainkey.${normaliseDomain(domain) ?? domain}.`,
    type: 'TXT',
    value: quoted(keyRecord(key)),
    purpose: `DKIM: ${state}`,
  };
}

/** Returns the records that announce TLS for incoming mail, and the address for reports about it (RFC 8461 3.1, RFC 8460 3). */
export function mtaStsRecords(domain: string, mode: MtaStsMode, { mx, web }: { mx: string; web: string }): DnsRecord[] {
  if (mode === 'off') return [];
  const zone = `${normaliseDomain(domain) ?? domain}.`;
  const id = mtaStsId(mtaStsPolicy(mode, mx));
  const purpose =
    mode === 'testing' ? 'MTA-STS: failures are reported' : 'MTA-STS: mail is delivered with TLS or not at all';
  const reports = quoted(`v=TLSRPTv1; rua=mailto:${REPORT_NAMES.tls}@${zone.slice(0, -1)}`);
  return [
    { name: `_mta-sts.${zone}`, type: 'TXT', value: quoted(`v=STSv1; id=${id}`), purpose },
    { name: `mta-sts.${zone}`, type: 'CNAME', value: `${web}.`, purpose: 'MTA-STS: the host of the policy, by HTTPS' },
    { name: `_smtp._tls.${zone}`, type: 'TXT', value: reports, purpose: 'TLS-RPT: where failures are reported' },
  ];
}

/** Returns a text as in a zone file (RFC 1035 5.1): as strings of limited length, which together are one text. */
function quoted(text: string): string {
  const strings = text.match(new RegExp(`.{1,${MAX_STRING}}`, 'g')) ?? [''];
  return strings.map((string) => `"${string}"`).join(' ');
}
