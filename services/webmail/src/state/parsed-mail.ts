import type { Invocation } from '../jmap/client.ts';
import { accountOf } from './mail.ts';

/** Returns the call that parses a message inside a file. */
export function parsedMail(blobId: string): Invocation {
  return [
    'Email/parse',
    {
      accountId: accountOf(blobId),
      blobIds: [blobId],
      properties: [
        ...['from', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'sentAt', 'preview', 'hasAttachment', 'bodyValues'],
        ...['textBody', 'htmlBody', 'attachments'],
      ],
      bodyProperties: ['partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid'],
      fetchTextBodyValues: true,
      fetchHTMLBodyValues: true,
      maxBodyValueBytes: 500_000,
    },
  ];
}
