import type { Method } from '@postroom/jmap';
import { blobCopy } from './blobs/methods/copy.ts';
import { blobGet } from './blobs/methods/get.ts';
import { blobLookup } from './blobs/methods/lookup.ts';
import { blobUpload } from './blobs/methods/upload.ts';
import type { Context } from './context.ts';
import { coreEcho } from './core/echo.ts';
import { dsnParse } from './dsn/parse.ts';
import { emailChangesMethod } from './email/changes.ts';
import { emailCopy } from './email/copy.ts';
import { emailGet } from './email/get.ts';
import { emailImport } from './email/import.ts';
import { emailParse } from './email/parse.ts';
import { emailQuery } from './email/query.ts';
import { emailQueryChanges } from './email/query-changes.ts';
import { emailSet } from './email/set.ts';
import { identityGet } from './identity/get.ts';
import { identitySet } from './identity/set.ts';
import { mailboxChangesMethod } from './mailbox/changes.ts';
import { mailboxGet } from './mailbox/get.ts';
import { mailboxQuery } from './mailbox/query.ts';
import { mailboxQueryChanges } from './mailbox/query-changes.ts';
import { mailboxSet } from './mailbox/set.ts';
import { mdnParse } from './mdn/parse.ts';
import { mdnSend } from './mdn/send.ts';
import { principalChanges, principalQueryChanges, principalSet } from './principal/changes.ts';
import { principalGet } from './principal/get.ts';
import { principalQuery } from './principal/query.ts';
import { pushSubscriptionGet } from './push/get.ts';
import { pushSubscriptionSet } from './push/set.ts';
import { quotaChanges } from './quota/changes.ts';
import { quotaGet } from './quota/get.ts';
import { quotaQuery, quotaQueryChanges } from './quota/query.ts';
import { searchSnippetGet } from './search-snippet/get.ts';
import { senderRuleGet, senderRuleSet } from './sender-rule/methods.ts';
import { identityChangesMethod, shareNotificationChangesMethod, submissionChangesMethod } from './sending-changes.ts';
import { shareNotificationGet, shareNotificationSet } from './share-notification/methods.ts';
import { shareNotificationQuery, shareNotificationQueryChanges } from './share-notification/query.ts';
import { submissionCancel } from './submission/cancel.ts';
import { submissionGet } from './submission/get.ts';
import { submissionQuery, submissionQueryChanges } from './submission/query.ts';
import { submissionRetry } from './submission/retry.ts';
import { submissionSet } from './submission/set.ts';
import { threadChangesMethod } from './thread/changes.ts';
import { threadGet } from './thread/get.ts';
import { vacationGet, vacationSet } from './vacation/methods.ts';

/** All methods; docs/rfc.md lists the same. Any other name is unknownMethod. */
export const methods: readonly Method<Context>[] = [
  coreEcho,
  ...[mailboxGet, mailboxChangesMethod, mailboxQuery, mailboxQueryChanges, mailboxSet],
  ...[threadGet, threadChangesMethod],
  ...[emailGet, emailChangesMethod, emailQuery, emailQueryChanges, emailSet, emailImport],
  ...[emailCopy, emailParse],
  ...[blobCopy, blobUpload, blobGet, blobLookup],
  ...[identityGet, identityChangesMethod, identitySet],
  ...[submissionGet, submissionChangesMethod, submissionQuery, submissionQueryChanges, submissionSet],
  ...[submissionRetry, submissionCancel],
  ...[vacationGet, vacationSet],
  ...[mdnSend, mdnParse],
  dsnParse,
  ...[senderRuleGet, senderRuleSet],
  ...[principalGet, principalChanges, principalQuery, principalQueryChanges, principalSet],
  ...[shareNotificationGet, shareNotificationChangesMethod, shareNotificationQuery, shareNotificationQueryChanges],
  shareNotificationSet,
  ...[quotaGet, quotaChanges, quotaQuery, quotaQueryChanges],
  ...[searchSnippetGet, pushSubscriptionGet, pushSubscriptionSet],
];
