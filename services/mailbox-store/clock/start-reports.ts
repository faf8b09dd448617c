import { createOutgoing, HostList } from '@postroom/outgoing';
import { release } from '@postroom/service/build-info';
import type { Parts } from '../parts.ts';
import { createSentReportMetrics } from '../report-metrics.ts';
import { periodically } from './periodic.ts';
import { sendReports } from './send-reports/send-reports.ts';
import { sendTlsReports } from './send-reports/send-tls-reports.ts';

/** Starts the reports to other domains, on DMARC and on TLS, unless they are off. */
export function startReports({ store: { pool }, resolver, config, log, metrics, stack }: Parts): void {
  if (config.SEND_REPORTS !== 'on') return;
  const everyMs = config.SWEEP_SECONDS * 1000;
  const sent = createSentReportMetrics(metrics);
  const reporting = {
    pool,
    log,
    hostname: config.MAIL_HOSTNAME,
    organization: config.REPORT_ORGANIZATION,
    contact: config.REPORT_CONTACT,
  };
  const dmarc = { ...reporting, resolver, generator: `Postroom ${release()}` };
  const send = () => sendReports({ ...dmarc, count: (outcome) => sent('dmarc', outcome) });
  stack.use(periodically('sending reports', everyMs, send, log));
  const tls = { ...reporting, outgoing: createOutgoing({ resolver, listed: HostList.parse('') }) };
  const sendTls = () => sendTlsReports({ ...tls, count: (outcome) => sent('tls', outcome) });
  stack.use(periodically('sending reports on TLS', everyMs, sendTls, log));
}
