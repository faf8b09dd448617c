import type { Services } from '../services.ts';

/** RFC 5321 4.2: what a session begins with. */
export function greetingOf({ hostname }: Pick<Services, 'hostname'>): string {
  return `220 ${hostname} ESMTP Postroom`;
}
