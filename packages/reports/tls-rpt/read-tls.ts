import { isIP } from 'node:net';
import { normaliseDomain } from '@postroom/smtp';
import { dateRange, shortText } from '../aggregate/fields.ts';
import { ReportFault } from '../aggregate/report-fault.ts';
import type { TlsFailure, TlsPolicy, TlsReport } from './tls-report.ts';

/** The most policies of one report, and kinds of failures of one policy, that are kept. */
const MAX_POLICIES = 100;
const MAX_DETAILS = 1_000;
const MAX_COUNT = 1_000_000_000_000;

const TYPES: readonly TlsPolicy['type'][] = ['tlsa', 'sts', 'no-policy-found'];

/** Reads a TLS report (RFC 8460 4.4). Throws ReportFault for other documents. */
export function readTls(json: string): TlsReport {
  const report = record(parsed(json));
  const range = record(report['date-range']);
  const reportId = text(report['report-id']);
  const policies = list(report.policies);
  if (reportId === '' || policies.length === 0)
    throw new ReportFault('it is not a TLS report: its id or its policies are missing');
  const read = policies.slice(0, MAX_POLICIES).flatMap(readPolicy);
  return {
    kind: 'tls',
    organization: text(report['organization-name']),
    contact: text(report['contact-info']),
    reportId,
    ...dateRange(new Date(text(range['start-datetime'])), new Date(text(range['end-datetime']))),
    policies: read.map(({ policy }) => policy),
    isCut: policies.length > MAX_POLICIES || read.some(({ isCut }) => isCut),
  };
}

/** Reads a policy; returns none for a policy without a domain. */
function readPolicy(value: unknown): { policy: TlsPolicy; isCut: boolean }[] {
  const { policy, summary, 'failure-details': details } = record(value);
  const domain = normaliseDomain(text(record(policy)['policy-domain']));
  if (domain === undefined) return [];
  const counts = record(summary);
  const failures = list(details);
  return [
    {
      policy: {
        type: TYPES.find((type) => type === record(policy)['policy-type']) ?? 'no-policy-found',
        domain,
        successes: count(counts['total-successful-session-count']),
        failures: count(counts['total-failure-session-count']),
        details: failures.slice(0, MAX_DETAILS).map(readFailure),
      },
      isCut: failures.length > MAX_DETAILS,
    },
  ];
}

function readFailure(value: unknown): TlsFailure {
  const failure = record(value);
  const sendingIp = text(failure['sending-mta-ip']);
  return {
    type: text(failure['result-type']).toLowerCase(),
    sendingIp: isIP(sendingIp) === 0 ? '' : sendingIp,
    mx: text(failure['receiving-mx-hostname']).toLowerCase(),
    count: count(failure['failed-session-count']),
    reason: text(failure['failure-reason-code']),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ReportFault('its JSON is broken');
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? shortText(value) : '';
}

function count(value: unknown): number {
  const number = typeof value === 'string' ? Number(value || Number.NaN) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= MAX_COUNT ? number : 0;
}
