import type { SenderResults } from '@postroom/sender-auth';
import { Counter, Histogram, type Metrics } from '@postroom/service';

export interface AuthenticationMetrics {
  /** Counts results, and the seconds that the check took. */
  found(results: SenderResults, seconds: number): void;
  decided(decision: string): void;
}

export function createAuthenticationMetrics(metrics: Metrics): AuthenticationMetrics {
  const registers = [metrics];
  const results = new Counter({
    name: 'postroom_sender_auth_results_total',
    help: 'Messages from other servers by method (spf, dkim, arc, dmarc) and result; the best result of several signatures counts',
    labelNames: ['method', 'result'],
    registers,
  });
  const decisions = new Counter({
    name: 'postroom_sender_auth_decisions_total',
    help: 'Messages from other servers by decision of the sender checks: accepted, junk, refused, deferred, exempt',
    labelNames: ['decision'],
    registers,
  });
  const took = new Histogram({
    name: 'postroom_sender_auth_seconds',
    help: 'Seconds that SPF, DKIM, ARC and DMARC of a message took, with their DNS lookups',
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  return {
    found({ spf, dkim, arc, dmarc }, seconds) {
      results.inc({ method: 'spf', result: spf.result });
      const isPass = dkim.some(({ result }) => result === 'pass');
      results.inc({ method: 'dkim', result: isPass ? 'pass' : (dkim[0]?.result ?? 'none') });
      results.inc({ method: 'arc', result: arc.result });
      results.inc({ method: 'dmarc', result: dmarc.result });
      took.observe(seconds);
    },
    decided: (decision) => decisions.inc({ decision }),
  };
}
