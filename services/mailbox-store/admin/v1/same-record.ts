import type { DnsRecord } from './dns-records.ts';

/** Preferences and priorities are the operator's, and so is what DMARC asks for, and who reads reports; all else is as it is printed. */
export function isSameRecord({ type, value }: DnsRecord, found: string): boolean {
  switch (type) {
    case 'MX':
      return found.split(' ')[1] === value.split(' ')[1];
    case 'SRV':
      return found.split(' ').slice(2).join(' ') === value.split(' ').slice(2).join(' ');
    case 'CAA':
      // Authorities take parameters behind their name (RFC 8659 4.2).
      return found === value || found.startsWith(`${value.slice(0, -1)};`);
    case 'TXT':
      if (value.startsWith('"v=TLSRPTv1')) return /; *rua=(mailto|https):/.test(found);
      if (value.startsWith('"v=DMARC1')) return /[; ]p=(none|quarantine|reject)\b/.test(found);
      return normalised(found) === normalised(value);
    default:
      return found === value;
  }
}

/** Without the marks of a zone file, and the blanks that mean nothing. */
function normalised(text: string): string {
  return text.replaceAll('" "', '').replaceAll('"', '').replace(/;\s+/g, ';').trim();
}
