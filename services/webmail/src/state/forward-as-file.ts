import { topicOf } from '../format/subject.ts';
import { bareId, ownerOf } from '../jmap/ids.ts';
import type { Message } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { identityFor } from './identity-for.ts';
import { accountOf, call } from './mail.ts';
import { copyBlobs } from './shared/own-files.ts';
import { write } from './writing/begin.ts';

/** Begins a message with another one attached as it is (.eml), with its header and everything in it. */
export async function forwardAsFile(message: Message): Promise<void> {
  const { id, subject } = message;
  const [size, blobId] = await Promise.all([sizeOf(id), ownBlob(message)]);
  const topic = topicOf(subject) || text('list.noSubject');
  write({
    identityId: identityFor(message),
    subject: `Fwd: ${topic}`,
    attachments: [
      {
        key: id,
        name: `${topic.replace(/[/\\]+/g, '_')}.eml`,
        type: 'message/rfc822',
        size,
        blobId,
        failed: false,
        cid: null,
      },
    ],
    about: { emailId: id, keyword: '$forwarded' },
  });
}

/** Returns the message's blob in one's own account: a shared one is copied there (RFC 8620 6.3). */
async function ownBlob({ id, blobId }: Message): Promise<string | null> {
  const owner = ownerOf(id);
  if (owner === undefined) return blobId;
  const bare = bareId(blobId);
  return (await copyBlobs(owner, [blobId]))[bare] ?? null;
}

/** Returns the octets of a message. */
async function sizeOf(id: string): Promise<number> {
  const [got] = await call([['Email/get', { accountId: accountOf(id), ids: [id], properties: ['size'] }]]);
  return ((got?.list ?? []) as { size: number }[])[0]?.size ?? 0;
}
