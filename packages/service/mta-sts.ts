import { createHash } from 'node:crypto';

export type MtaStsMode = 'off' | 'testing' | 'enforce';

/** For how long other servers remember the policy, seconds: a mistake that is only tried out is over within a day. */
const MAX_AGE = { testing: 24 * 3600, enforce: 14 * 24 * 3600 };

/** What servers that send to our domains are told: TLS with a certificate of this name, and nothing less (RFC 8461 3.2). */
export function mtaStsPolicy(mode: Exclude<MtaStsMode, 'off'>, mx: string): string {
  return `version: STSv1\r\nmode: ${mode}\r\nmx: ${mx}\r\nmax_age: ${MAX_AGE[mode]}\r\n`;
}

/** Another one for each policy (RFC 8461 3.1). */
export function mtaStsId(policy: string): string {
  return createHash('sha256').update(policy).digest('hex').slice(0, 20);
}
