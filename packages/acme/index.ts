export { acmeConfig, authorityOf } from './config.ts';
export { type DnsHook, runDnsHook } from './dns-hook.ts';
export { certificateSeal } from './kept.ts';
export { type Authority, type Challenge, newAccountKey, type Ordered, order, type Proof } from './order.ts';
export { type RenewalInfo, renewalInfo, renewalWithin } from './renewal-info.ts';
export { afterFailure, renewalOf } from './schedule.ts';
