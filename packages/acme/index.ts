export { acmeConfig } from './config.ts';
export { certificateSeal } from './kept.ts';
export { type Authority, newAccountKey, type Ordered, order } from './order.ts';
export { afterFailure, renewalOf } from './schedule.ts';
