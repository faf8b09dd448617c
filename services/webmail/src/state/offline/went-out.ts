import type { JmapClient } from '../../jmap/client.ts';

/** Whether an earlier try, which had no answer, sent that mail; what it made and did not send is destroyed. */
export async function wentOut(client: JmapClient, messageId: string): Promise<boolean> {
  const emailIds = await idsOf(client, 'Email/query', { header: ['Message-ID', messageId] });
  if (emailIds.length === 0) return false;
  const sent = await idsOf(client, 'EmailSubmission/query', { emailIds });
  if (sent.length > 0) return true;
  await client.call([['Email/set', { destroy: emailIds }]]);
  return false;
}

async function idsOf(client: JmapClient, method: string, filter: object): Promise<string[]> {
  const { ids } = await client.one<{ ids: string[] }>(method, { filter });
  return ids;
}
