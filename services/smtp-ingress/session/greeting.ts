import type { Services } from '../services.ts';

/** Returns the greeting of a session (RFC 5321 4.2, RFC 2033 4.1). */
export function greetingOf({ hostname, role }: Pick<Services, 'hostname' | 'role'>): string {
  return `220 ${hostname} ${role === 'lmtp' ? 'LMTP' : 'ESMTP'} Postroom`;
}
