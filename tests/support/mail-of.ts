import { PASSWORD } from './accounts.ts';
import { eventually } from './eventually.ts';

/** The mail of one account, over JMAP. */
export interface MailOf {
  /** Makes calls; returns the arguments of their responses. */
  jmap(...calls: [name: string, args: object][]): Promise<Record<string, never>[]>;
  /** Returns the subjects in the mailbox with that role. */
  subjects(role: string): Promise<string[]>;
  /** Puts a message into the mailbox with that role or name. Returns its id. */
  put(mailbox: string, message: string, keywords?: Record<string, true>, receivedAt?: Date): Promise<string>;
}

interface Answer {
  readonly methodResponses: [string, Record<string, never>][];
  /** The limit that was exceeded (RFC 8620 3.6.1). */
  readonly limit?: string;
}

/** @param url of web-access */
export function mailOf(url: string, id: number, address: string): MailOf {
  const headers = { authorization: `Basic ${btoa(`${address}:${PASSWORD}`)}` };
  const jmap: MailOf['jmap'] = async (...calls) => {
    const standard = ['core', 'mail', 'submission', 'vacationresponse'].map((each) => `urn:ietf:params:jmap:${each}`);
    const using = [...standard, 'urn:postroom:jmap:senderrules'];
    const methodCalls = calls.map(([method, args], at) => [method, { accountId: `a${id}`, ...args }, String(at)]);
    const { methodResponses } = await eventually('the server lets it in', async () => {
      const response = await fetch(`${url}/jmap/api`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ using, methodCalls }),
      });
      const answer = (await response.json()) as Answer;
      // Windows of the person may use all allowed requests at the moment; the server then does nothing of this one.
      return answer.limit === 'maxConcurrentRequests' ? undefined : answer;
    });
    return methodResponses.map(([, answer]) => answer);
  };
  const mailboxId = async (wanted: string): Promise<string> => {
    const [{ list } = {} as Record<string, never>] = await jmap(['Mailbox/get', { properties: ['role', 'name'] }]);
    const all = list as unknown as { id: string; role: string | null; name: string }[];
    return all.find(({ role, name }) => role === wanted || name === wanted)?.id ?? '';
  };
  return {
    jmap,
    async subjects(role) {
      const [, got] = await jmap(
        ['Email/query', { filter: { inMailbox: await mailboxId(role) } }],
        ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject'] }],
      );
      return ((got?.list ?? []) as { subject: string }[]).map(({ subject }) => subject).sort();
    },
    async put(mailbox, message, keywords = {}, receivedAt) {
      const upload = await fetch(`${url}/jmap/upload/a${id}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'message/rfc822' },
        body: message.replace(/\r?\n/g, '\r\n'),
      });
      const { blobId } = (await upload.json()) as { blobId: string };
      const mailboxIds = { [await mailboxId(mailbox)]: true };
      const more = receivedAt && { receivedAt: receivedAt.toISOString().replace(/\.\d+/, '') };
      const [answer] = await jmap(['Email/import', { emails: { m: { blobId, mailboxIds, keywords, ...more } } }]);
      return ((answer?.created ?? {}) as unknown as { m: { id: string } }).m.id;
    },
  };
}
