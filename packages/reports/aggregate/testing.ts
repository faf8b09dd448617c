import { deflateRawSync, gzipSync } from 'node:zlib';
import MailComposer from 'nodemailer/lib/mail-composer';

const DAY_BEGINS = Date.UTC(2026, 10, 27) / 1000;

export interface SampleRecord {
  readonly source?: string;
  readonly count?: number;
  readonly disposition?: string;
  readonly dkim?: string;
  readonly spf?: string;
  readonly from?: string;
}

/** Returns an aggregate report as a receiver writes it (RFC 9990 appendix B). */
export function dmarcXml(
  records: readonly SampleRecord[],
  { id = 'r-1', domain = 'postroom.test', head = '' } = {},
): string {
  const rows = records.map(
    ({ source = '192.0.2.1', count = 1, disposition = 'none', dkim = 'pass', spf = 'pass', from = domain }) => `
  <record>
    <row><source_ip>${source}</source_ip><count>${count}</count>
      <policy_evaluated><disposition>${disposition}</disposition><dkim>${dkim}</dkim><spf>${spf}</spf></policy_evaluated></row>
    <identifiers><header_from>${from}</header_from><envelope_from>bounce.${from}</envelope_from></identifiers>
    <auth_results>
      <dkim><domain>${from}</domain><selector>one</selector><result>${dkim}</result></dkim>
      <spf><domain>bounce.${from}</domain><scope>mfrom</scope><result>${spf}</result></spf>
    </auth_results>
  </record>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>${head}
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0"><version>1.0</version>
  <report_metadata><org_name>Receiver &amp; Sons</org_name><email>dmarc@receiver.example</email><report_id>${id}</report_id>
    <date_range><begin>${DAY_BEGINS}</begin><end>${DAY_BEGINS + 86_399}</end></date_range></report_metadata>
  <policy_published><domain>${domain}</domain><p>quarantine</p><sp>none</sp><adkim>r</adkim><testing>n</testing></policy_published>
  ${rows.join('')}
</feedback>`;
}

/** Returns a TLS report (RFC 8460 appendix B). */
export function tlsJson({ id = 't-1', domain = 'postroom.test', failures = 3 } = {}): string {
  return JSON.stringify({
    'organization-name': 'Receiver',
    'date-range': { 'start-datetime': '2026-11-27T00:00:00Z', 'end-datetime': '2026-11-27T23:59:59Z' },
    'contact-info': 'tls@receiver.example',
    'report-id': id,
    policies: [
      {
        policy: {
          'policy-type': 'sts',
          'policy-string': ['version: STSv1'],
          'policy-domain': domain,
          'mx-host': ['*.x'],
        },
        summary: { 'total-successful-session-count': 97, 'total-failure-session-count': failures },
        'failure-details': [
          {
            'result-type': 'certificate-expired',
            'sending-mta-ip': '192.0.2.7',
            'receiving-mx-hostname': 'MX.postroom.test',
            'failed-session-count': failures,
          },
        ],
      },
    ],
  });
}

/** Returns a zip archive of these files. @param declared a false size for the directory to state */
export function zip(files: Readonly<Record<string, string | Buffer>>, { flags = 0, declared = 0 } = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(declared || packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    entry.write(name, 46);
    locals.push(local, packed);
    central.push(entry);
    offset += local.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

export interface SampleMail {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly type?: string;
  readonly filename?: string;
}

/** Returns a message with an attachment. */
export function mailWith(
  content: string | Buffer,
  {
    from = 'noreply@receiver.example',
    to = 'dmarc-reports@postroom.test',
    subject = 'Report Domain: postroom.test Submitter: receiver.example Report-ID: r-1',
    type = 'application/gzip',
    filename = 'receiver.example!postroom.test!1!2.xml.gz',
  }: SampleMail = {},
): Promise<Buffer> {
  const attachments = [{ content, contentType: type, filename }];
  return new MailComposer({ from, to, subject, text: 'See the attachment.', attachments }).compile().build();
}

export const gz = (text: string): Buffer => gzipSync(text);
