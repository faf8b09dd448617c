import { request } from '../jmap/client.ts';
import { bareId } from '../jmap/ids.ts';
import { text } from '../words/index.ts';
import { Said } from './refused.ts';
import { show } from './toasts.ts';

/** Has the server leave the list that an email came by, at that host (RFC 8058), and says so. */
export async function leaveList(emailId: string, host: string): Promise<void> {
  await request('/account/lists/leave', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: bareId(emailId) }),
  }).catch((error: unknown) => {
    throw wasAsked(error) ? new Said(text('list.notLeft', { host })) : error;
  });
  show(text('list.left', { host }));
}

/** It is the list that does not take it, and not our server. */
function wasAsked(error: unknown): boolean {
  return (error as { status?: number }).status === 503;
}
