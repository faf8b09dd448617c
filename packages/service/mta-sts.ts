import { createHash } from 'node:crypto';

export type MtaStsMode = 'off' | 'testing' | 'enforce';

/** For how many seconds other servers remember the policy. In testing a day, so that a mistake ends soon. */
const MAX_AGE = { testing: 24 * 3600, enforce: 14 * 24 * 3600 };

/** Returns the policy for servers that send to our domains: they must use TLS with a certificate of this name (RFC 8461 3.2). */
export function mtaStsPolicy(mode: Exclude<MtaStsMode, 'off'>, mx: string): string {
  return `version: STSv1\r\nmode: ${mode}\r\nmx: ${mx}\r\nmax_age: ${MAX_AGE[mode]}\r\n`;
}

/** Returns an id that differs for each policy (RFC 8461 3.1). */
export function mtaStsId(policy: string): string {
  return createHash('sha256').update(policy).digest('hex').slice(0, 20);
}
