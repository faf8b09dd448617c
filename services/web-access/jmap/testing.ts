import type { TestAccount } from '../testing.ts';

/** Data of one account, and the account of another user who tries to reach it. */
export interface Foreign {
  readonly owner: TestAccount;
  /** An email of the owner, and the mailbox that it is in. */
  readonly id: string;
  readonly mailboxId: string;
  /** The account that the user names as the other one of a /copy. */
  readonly copierId: string;
}

/** Returns arguments for every method that name another account's data wherever an id may stand. Tests only. */
export function foreignArguments({
  owner,
  id,
  mailboxId,
  copierId,
}: Foreign): Readonly<Record<string, readonly object[]>> {
  const numbers = id.slice(1);
  const emails = { x: { blobId: `B${numbers}`, mailboxIds: { [mailboxId]: true } } };
  return {
    'Mailbox/get': [{ ids: [mailboxId] }],
    'Mailbox/changes': [{ sinceState: '1.1' }],
    'Mailbox/query': [{ filter: { parentId: mailboxId } }],
    'Mailbox/queryChanges': [{ sinceQueryState: '1.1' }],
    'Email/queryChanges': [{ sinceQueryState: '1.1' }],
    'Mailbox/set': [
      { create: { x: { name: 'x', parentId: 'M999999' } } },
      { update: { M999999: { name: 'x' } }, destroy: ['M999998'] },
    ],
    'Thread/get': [{ ids: [`T${numbers}`] }],
    'Thread/changes': [{ sinceState: '1.1' }],
    'Email/get': [{ ids: [id], properties: ['subject', 'keywords'] }],
    'Email/changes': [{ sinceState: '1.1' }],
    'Email/query': [
      { filter: { text: 'hidden' } },
      { filter: { hasKeyword: 'private' } },
      { filter: { inMailbox: mailboxId } },
    ],
    'Email/set': [
      { update: { [id]: { 'keywords/stolen': true } } },
      { destroy: [id] },
      { create: { x: { mailboxIds: { M999999: true } } } },
    ],
    'Email/import': [{ emails }],
    'Email/copy': [{ fromAccountId: copierId, create: { x: { id, mailboxIds: { [mailboxId]: true } } } }],
    'Email/parse': [{ blobIds: [`B${numbers}`] }],
    'Blob/copy': [{ fromAccountId: copierId, blobIds: [`B${numbers}`] }],
    'Blob/upload': [{ create: { x: { data: [{ blobId: `B${numbers}` }] } } }],
    'Blob/get': [{ ids: [`B${numbers}`] }],
    'Blob/lookup': [{ typeNames: ['Email'], ids: [`B${numbers}`] }],
    'SearchSnippet/get': [{ filter: { text: 'hidden' }, emailIds: [id] }],
    'Identity/get': [{ ids: ['I2'] }],
    'Identity/changes': [{ sinceState: '0' }],
    'Identity/set': [
      { update: { I2: { name: 'x' } } },
      { destroy: ['I2'] },
      { create: { x: { email: owner.address } } },
    ],
    'EmailSubmission/get': [{ ids: ['S3'] }],
    'EmailSubmission/changes': [{ sinceState: '0' }],
    'EmailSubmission/query': [{ filter: { emailIds: [id] } }],
    'EmailSubmission/queryChanges': [{ sinceQueryState: '0' }],
    'EmailSubmission/set': [
      { create: { x: { identityId: 'I1', emailId: id } } },
      { create: { x: { identityId: 'I2', emailId: id } }, onSuccessDestroyEmail: ['#x', 'S3'] },
      { update: { S3: { undoStatus: 'canceled' } }, onSuccessUpdateEmail: { S3: { 'keywords/stolen': true } } },
      { destroy: ['S3'], onSuccessDestroyEmail: ['S3'] },
    ],
    'EmailSubmission/retry': [{ id: 'S3' }],
    'EmailSubmission/cancel': [{ id: 'S3' }],
    'VacationResponse/get': [{ ids: ['singleton'] }],
    'VacationResponse/set': [{ create: { x: {} } }],
    'MDN/send': [
      {
        identityId: 'I1',
        send: {
          x: {
            forEmailId: id,
            disposition: { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' },
          },
        },
      },
    ],
    'MDN/parse': [{ blobIds: [`B${numbers}`] }],
    'DSN/parse': [{ blobIds: [`B${numbers}`] }],
    'SenderRule/get': [{ ids: ['R1'] }],
    'SenderRule/set': [{ update: { R1: { rule: 'always' } }, destroy: ['R1'] }],
    'Quota/get': [{ ids: ['Q1'] }],
    'Quota/changes': [{ sinceState: 'none' }],
    'Quota/query': [{ filter: { name: 'Mail' } }],
    'Quota/queryChanges': [{ sinceQueryState: 'none' }],
    'Principal/get': [{ ids: ['P999999'] }],
    'Principal/changes': [{ sinceState: 'x' }],
    'Principal/query': [{ filter: { accountIds: ['a999999'] } }],
    'Principal/queryChanges': [{ sinceQueryState: 'x' }],
    'Principal/set': [
      { create: { x: { name: 'x' } } },
      { update: { [`P${owner.number}`]: { name: 'x' } }, destroy: [`P${owner.number}`] },
    ],
    'ShareNotification/get': [{ ids: ['N4'] }],
    'ShareNotification/changes': [{ sinceState: '0' }],
    'ShareNotification/query': [{ filter: { objectType: 'Mailbox' } }],
    'ShareNotification/queryChanges': [{ sinceQueryState: '0' }],
    'ShareNotification/set': [{ destroy: ['N4'] }],
  };
}
