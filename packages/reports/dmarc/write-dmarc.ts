import type { DmarcReport } from './dmarc-report.ts';

/** Writes an aggregate report as XML (RFC 9990 3.1, appendix A). */
export function writeDmarc(report: Omit<DmarcReport, 'kind' | 'isCut'>, generator: string): string {
  const { policy, records, beginsAt, endsAt } = report;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">',
    element('version', '1.0'),
    element('report_metadata', [
      ...[element('org_name', report.organization), element('email', report.contact)],
      element('report_id', report.reportId),
      element('date_range', [element('begin', seconds(beginsAt)), element('end', seconds(endsAt))]),
      element('generator', generator),
    ]),
    element('policy_published', [
      ...[element('domain', policy.domain), element('discovery_method', 'treewalk'), element('p', policy.p)],
      ...[optional('sp', policy.sp), optional('np', policy.np)],
      ...[
        element('adkim', policy.adkim),
        element('aspf', policy.aspf),
        element('testing', policy.isTesting ? 'y' : 'n'),
      ],
    ]),
    ...records.map(recordElement),
    '</feedback>',
    '',
  ].join('\n');
}

function recordElement(record: DmarcReport['records'][number]): string {
  const { source, count, disposition, dkim, spf, overridden, headerFrom, envelopeFrom, signatures, spfResult } = record;
  return element('record', [
    element('row', [
      ...[element('source_ip', source), element('count', String(count))],
      element('policy_evaluated', [
        ...[element('disposition', disposition), element('dkim', dkim), element('spf', spf)],
        overridden === '' ? '' : element('reason', [element('type', overridden)]),
      ]),
    ]),
    element('identifiers', [element('header_from', headerFrom), element('envelope_from', envelopeFrom)]),
    element('auth_results', [
      ...signatures.map(({ domain, selector, result }) =>
        element('dkim', [element('domain', domain), element('selector', selector), element('result', result)]),
      ),
      spfResult.domain === ''
        ? ''
        : element('spf', [
            element('domain', spfResult.domain),
            element('scope', 'mfrom'),
            element('result', spfResult.result),
          ]),
    ]),
  ]);
}

function element(name: string, content: string | readonly string[]): string {
  return `<${name}>${typeof content === 'string' ? escaped(content) : content.join('')}</${name}>`;
}

function optional(name: string, text: string): string {
  return text === '' ? '' : element(name, text);
}

/** Escapes text for XML and drops the control characters that XML 1.0 2.2 forbids. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '')
    .replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function seconds(date: Date): string {
  return String(Math.floor(date.getTime() / 1000));
}
