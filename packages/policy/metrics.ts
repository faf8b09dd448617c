import { Counter, Histogram, type Metrics } from '@postroom/service';

export interface PolicyMetrics {
  ran(check: string, result: 'found' | 'nothing' | 'failed', seconds: number): void;
  decided(action: string): void;
}

export function createPolicyMetrics(metrics: Metrics): PolicyMetrics {
  const registers = [metrics];
  /** Counts of checks without a finding, the usual result; they go to the counter when it is read. */
  const nothing = new Map<string, number>();
  const checks = new Counter({
    name: 'postroom_policy_checks_total',
    help: 'Checks on mails from other servers, by check and result: found, nothing, failed (nobody could be asked in time)',
    labelNames: ['check', 'result'],
    registers,
    collect() {
      for (const [check, times] of nothing) this.inc({ check, result: 'nothing' }, times);
      nothing.clear();
    },
  });
  const took = new Histogram({
    name: 'postroom_policy_check_seconds',
    help: 'How long a check took, what it waited for included; most of them wait while the client goes on',
    labelNames: ['check'],
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const verdicts = new Counter({
    name: 'postroom_policy_verdicts_total',
    help: 'Mails from other servers by what their checks decided: accept, junk, quarantine, defer, reject',
    labelNames: ['verdict'],
    registers,
  });
  return {
    ran(check, result, seconds) {
      if (result === 'nothing') nothing.set(check, (nothing.get(check) ?? 0) + 1);
      else checks.inc({ check, result });
      took.observe({ check }, seconds);
    },
    decided: (verdict) => verdicts.inc({ verdict }),
  };
}
