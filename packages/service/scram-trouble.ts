import type { Logger } from './logger.ts';
import { Counter, type Metrics } from './metrics.ts';

/** Called when the SCRAM keys of an account could not be made from a password. */
export type KeysMissing = (reason: string, account: string) => void;

/** Logs and counts it. SCRAM refuses an account without keys, even with the right password, until a login with the password makes them. */
export function scramTrouble(metrics: Metrics, log: Logger): KeysMissing {
  const counter = new Counter({
    name: 'postroom_scram_keys_failed_total',
    help: 'Verified or new passwords for which SCRAM keys could not be made',
    registers: [metrics],
  });
  return (reason, account) => {
    counter.inc();
    log.warn({ reason, account }, 'SCRAM keys could not be made from a password');
  };
}
