import { addressBlock } from '@postroom/net';
import { isMailError } from '@postroom/types';
import type { Services } from '../services.ts';

/** Counts a refused login and records it for operators. */
export function refuseLogin(
  { metrics, noteRefusal, log }: Pick<Services, 'metrics' | 'noteRefusal' | 'log'>,
  client: string,
  login: string,
  error: unknown,
): void {
  const reason = isMailError(error) ? error.code : 'error';
  metrics.loginFailed(reason);
  if (!noteRefusal({ kind: 'login', client, login, reply: reason })) return;
  log.info({ login, network: addressBlock(client), reason }, 'login failed');
}
