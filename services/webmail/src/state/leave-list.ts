import { request } from '../jmap/client.ts';
import { bareId } from '../jmap/ids.ts';
import { text } from '../words/index.ts';
import { Said } from './refused.ts';
import { show } from './toasts.ts';

/** Has the server unsubscribe from the list of an email at that host (RFC 8058), and tells the person. Throws Said where the host refuses. */
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

/** Returns whether the list's host failed, and not our server. */
function wasAsked(error: unknown): boolean {
  return (error as { status?: number }).status === 503;
}
