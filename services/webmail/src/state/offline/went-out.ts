import type { JmapClient } from '../../jmap/client.ts';
import type { Row } from '../../jmap/types.ts';

/** Returns whether an earlier attempt without an answer sent that message. Drafts that it created and did not send are destroyed. */
export async function wentOut(client: JmapClient, messageId: string): Promise<boolean> {
  const [, got] = await client.call([
    ['Email/query', { filter: { header: ['Message-ID', messageId] } }],
    ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['keywords'] }],
  ]);
  const emails = (got?.list ?? []) as Pick<Row, 'id' | 'keywords'>[];
  if (emails.length === 0) return false;
  // Any copy that is no draft proves it: the one in Sent, or one in the Inbox of a person who invited themselves. Old submissions are gone.
  if (emails.some(({ keywords }) => !keywords.$draft)) return true;
  const emailIds = emails.map(({ id }) => id);
  const [sent] = await client.call([['EmailSubmission/query', { filter: { emailIds } }]]);
  if (((sent?.ids ?? []) as string[]).length > 0) return true;
  await client.call([['Email/set', { destroy: emailIds }]]);
  return false;
}
