import { streamBlob } from '@postroom/blobs';
import { type Email, type EmailFilter, ownMail, queryEmails, readEmails } from '@postroom/mailbox';
import { FieldNames, fieldValue, parseAddresses, parseHeader, writeMbox } from '@postroom/mime';
import type { Services } from '../services.ts';

const FROM = new FieldNames(['from']);

/** Writes mail of an account as one file, each message once, oldest first. Messages filed while it is read are left out. */
export async function* exportMail(
  { store, settings }: Pick<Services, 'store' | 'settings'>,
  accountId: number,
  filter: EmailFilter,
): AsyncGenerator<Buffer> {
  const { ids } = await queryEmails(store, ownMail(accountId), {
    filter,
    sort: [{ by: 'received', isAscending: true }],
    collapseThreads: false,
    most: Number.POSITIVE_INFINITY,
    calculateTotal: false,
    maxSearchBytes: settings.maxSearchBytes,
  });
  for await (const page of readEmails(store.pool, ownMail(accountId), Array.from(ids), { header: true })) {
    for (const email of page) yield* writeMbox(entryOf(email), streamBlob(store, email.blobId));
  }
}

function entryOf({ header = Buffer.alloc(0), receivedAt, keywords }: Email) {
  const [field] = parseHeader(header, FROM);
  const [sender] = field ? parseAddresses(fieldValue(header, field)) : [];
  const has = (keyword: string): boolean => keywords.includes(keyword);
  return {
    sender: sender?.mailbox ? `${sender.mailbox}@${sender.host ?? ''}` : '',
    date: receivedAt,
    seen: has('$seen'),
    answered: has('$answered'),
    flagged: has('$flagged'),
    draft: has('$draft'),
  };
}
