import type { DnsRecord } from './dns-records.ts';

/** Whether a record serves its purpose. Operators choose preferences, priorities, DMARC's policy and report readers; all else must match. */
export function isSameRecord({ type, value }: DnsRecord, found: string): boolean {
  switch (type) {
    case 'MX':
      return found.split(' ')[1] === value.split(' ')[1];
    case 'SRV':
      return found.split(' ').slice(2).join(' ') === value.split(' ').slice(2).join(' ');
    case 'CAA':
      // In CAA records, parameters may follow the authority's name (RFC 8659 4.2).
      return found === value || found.startsWith(`${value.slice(0, -1)};`);
    case 'TXT':
      if (value.startsWith('"v=TLSRPTv1')) return /; *rua=(mailto|https):/.test(found);
      if (value.startsWith('"v=DMARC1')) return /[; ]p=(none|quarantine|reject)\b/.test(found);
      return normalised(found) === normalised(value);
    default:
      return found === value;
  }
}

/** Returns the text without the quotes of a zone file and without blanks that have no meaning. */
function normalised(text: string): string {
  return text.replaceAll('" "', '').replaceAll('"', '').replace(/;\s+/g, ';').trim();
}
