import type { TlsReport } from './tls-report.ts';
import type { AppliedTlsPolicy, TlsSessionFailure, TlsSessions } from './tls-session.ts';

export interface WrittenTlsReport
  extends Pick<TlsReport, 'organization' | 'contact' | 'reportId' | 'beginsAt' | 'endsAt'> {
  /** In A-labels. */
  readonly domain: string;
  readonly sessions: readonly TlsSessions[];
}

/** Writes a TLS report (RFC 8460 4.4), as JSON. */
export function writeTls({
  organization,
  contact,
  reportId,
  beginsAt,
  endsAt,
  domain,
  sessions,
}: WrittenTlsReport): string {
  const byPolicy = Map.groupBy(sessions, ({ policy }) => JSON.stringify(policy));
  return JSON.stringify({
    'organization-name': organization,
    'date-range': { 'start-datetime': seconds(beginsAt), 'end-datetime': seconds(endsAt) },
    'contact-info': contact,
    'report-id': reportId,
    policies: Array.from(byPolicy.values(), (alike) => policyOf(domain, alike)),
  });
}

function policyOf(domain: string, sessions: readonly TlsSessions[]) {
  const failures = sessions.flatMap(({ failure, count }) => (failure ? [details(failure, count)] : []));
  const sum = (some: readonly TlsSessions[]) => some.reduce((total, { count }) => total + count, 0);
  return {
    policy: policyFields(domain, sessions[0]?.policy),
    summary: {
      'total-successful-session-count': sum(sessions.filter(({ failure }) => failure === null)),
      'total-failure-session-count': sum(sessions.filter(({ failure }) => failure !== null)),
    },
    ...(failures.length > 0 && { 'failure-details': failures }),
  };
}

function policyFields(domain: string, policy: AppliedTlsPolicy | undefined) {
  const { type = 'no-policy-found', lines = [], mx = [] } = policy ?? {};
  return {
    'policy-type': type,
    ...(lines.length > 0 && { 'policy-string': lines }),
    'policy-domain': domain,
    ...(mx.length > 0 && { 'mx-host': mx }),
  };
}

function details({ type, sendingIp, mx, receivingIp, reason }: TlsSessionFailure, count: number) {
  return {
    'result-type': type,
    ...(sendingIp !== '' && { 'sending-mta-ip': sendingIp }),
    'receiving-mx-hostname': mx,
    ...(receivingIp !== '' && { 'receiving-ip': receivingIp }),
    'failed-session-count': count,
    ...(reason !== '' && { 'failure-reason-code': reason }),
  };
}

/** Returns RFC 3339 time without fractions, as in the example of RFC 8460 B. */
function seconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
