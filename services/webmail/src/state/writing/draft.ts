import { parseAddress, splitAddresses } from '../../format/people.ts';
import { newKey } from '../../format/random.ts';
import { htmlOfQuote, type Quote, textOfQuote } from '../../html/quote-text.ts';
import { type EmailAddress, type Identity, RECEIPT_TO } from '../../jmap/types.ts';
import type { Word } from '../../words/en.ts';
import type { Values } from '../../words/index.ts';
import { messageIdOf } from '../message-id.ts';

export interface Attachment {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Null: the server does not have it, or not yet. */
  readonly blobId: string | null;
  readonly failed: boolean;
  /** The Content-ID by which the text shows it (RFC 2392); null: an ordinary attachment. */
  readonly cid: string | null;
}

/** What is sent. */
export interface Content {
  readonly identityId: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  /** The person's own text, plain. */
  readonly body: string;
  /** The same as HTML; null: the message is plain text. */
  readonly html: string | null;
  /** The quote below the text. In a plain-text message it is part of `body`. */
  readonly quote: Quote | null;
  readonly attachments: readonly Attachment[];
  /** Whether to ask for a read receipt. */
  readonly asksReceipt: boolean;
}

export interface Draft extends Content {
  readonly key: string;
  /** The account of the draft; it is saved and sent in no other. */
  readonly accountId: string;
  /** The email in which it is saved. */
  readonly emailId: string | null;
  /** Emails in which it was saved before, and which are to be destroyed. */
  readonly former: readonly string[];
  /** The local part of the Message-ID of each of these emails. */
  readonly messageId: string;
  /** An attempt to save had no answer, so there may be an email that is not known here. */
  readonly isLost: boolean;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  /** The email that it answers or forwards, and the keyword for that. */
  readonly about: { readonly emailId: string; readonly keyword: '$answered' | '$forwarded' } | null;
  /** The mail that is edited as new, where the editor cannot keep how it looked. */
  readonly original?: Quote | undefined;
  /** Grows when the text changes by other means than typing into the editor. */
  readonly textVersion: number;
  /** Grows with each change of the content. */
  readonly revision: number;
  /** `kept`: stored on this device only, because it could not be saved. */
  readonly saved: 'clean' | 'dirty' | 'saving' | 'kept';
  readonly savedAt: string | null;
  /** Why the server refused it, where it said so. */
  readonly refusal: string | null;
  /** Recipients that the server refused at the last attempt to send. */
  readonly refused: readonly string[];
  readonly isSending: boolean;
  /** The email whose sending had no answer: it may have been sent. */
  readonly unsure: string | null;
  /** Whether the service worker has sent it, as that email. */
  readonly isGone?: boolean;
  /** The revision that was being sent then. */
  readonly unsureRevision: number | null;
  /** Set when the person has sent it, at once (null) or for a time (ISO): it is sent as soon as there is a connection. */
  readonly toGo: { readonly at: string | null } | null;
  readonly isSmall: boolean;
  /** Whether its window is already gone while the text is being saved. */
  readonly isClosing: boolean;
}

export function addressesIn(typed: string): { good: EmailAddress[]; wrong: string[] } {
  const parts = splitAddresses(typed).map((part) => ({ part, address: parseAddress(part) }));
  return {
    good: parts.flatMap(({ address }) => address ?? []),
    wrong: parts.filter(({ address }) => !address).map(({ part }) => part),
  };
}

/** Returns all recipients, and what cannot be read as an address. */
export function recipientsOf({ to, cc, bcc }: Draft): { good: EmailAddress[]; wrong: string[] } {
  return addressesIn([to, cc, bcc].filter(Boolean).join(','));
}

/** Returns whether the server refused this recipient at the last attempt to send. */
export function isRefused({ email }: EmailAddress, { refused }: Pick<Draft, 'refused'>): boolean {
  return refused.some((each) => each.toLowerCase() === email.toLowerCase());
}

/** Returns whether the text shows a picture. One that was deleted from the text is kept for undo, but not sent. */
function isShown({ cid }: Attachment, { html, quote }: Pick<Draft, 'html' | 'quote'>): boolean {
  if (cid === null || html === null) return false;
  const url = `cid:${encodeURIComponent(cid)}`;
  return html.includes(url) || (quote?.html.includes(url) ?? false);
}

/** Returns the files that are sent. In plain text pictures are ordinary attachments. */
function sentFiles(draft: Pick<Draft, 'attachments' | 'html' | 'quote'>): Attachment[] {
  return draft.attachments.filter((each) => each.cid === null || draft.html === null || isShown(each, draft));
}

export function isUploading(draft: Draft): boolean {
  return sentFiles(draft).some(({ blobId, failed }) => blobId === null && !failed);
}

/** Returns whether something of the draft exists on this device only. */
export function isLoose(draft: Draft): boolean {
  return (
    draft.saved !== 'clean' ||
    draft.isSending ||
    draft.unsure !== null ||
    draft.toGo !== null ||
    draft.former.length > 0 ||
    sentFiles(draft).some(({ blobId }) => blobId === null) ||
    recipientsOf(draft).wrong.length > 0
  );
}

/** Returns a draft as it comes back when its tab is gone. Unfinished uploads are lost, and it is unknown whether an attempt to send succeeded. */
export function revived(draft: Draft): Draft {
  return {
    ...draft,
    // An earlier release may have stored it without these.
    html: draft.html ?? null,
    quote: draft.quote ?? null,
    textVersion: draft.textVersion ?? 0,
    asksReceipt: draft.asksReceipt ?? false,
    messageId: draft.messageId ?? newKey(),
    refused: draft.refused ?? [],
    isLost: (draft.isLost ?? false) || draft.saved === 'saving',
    ...(draft.toGo ? { isSmall: true } : { toGo: null }),
    saved: draft.saved === 'clean' ? 'clean' : 'dirty',
    isSending: false,
    isClosing: false,
    ...(draft.isSending ? { unsure: draft.emailId, unsureRevision: draft.revision } : {}),
    attachments: draft.attachments.map((each) => ({ ...each, cid: each.cid ?? null, failed: each.blobId === null })),
  };
}

/**
 * Returns the emails to destroy when one of them is known to be sent: all others if the draft has not changed since then, else only those that no
 * answer told of. @param lost the emails created by attempts without an answer
 */
export function leftOf(draft: Draft, sentAs: string, lost: readonly string[], isSame: boolean): string[] {
  const known = draft.emailId === null ? draft.former : [...draft.former, draft.emailId];
  const left = isSame ? [...known, ...lost] : lost.filter((id) => !known.includes(id));
  return [...new Set(left)].filter((id) => id !== sentAs);
}

/** Returns why it cannot be sent yet; null when it can. @param mayWait whether its uploads may finish later */
export function fault(draft: Draft, mayWait = false): { word: Word; values: Values } | null {
  const { good, wrong } = recipientsOf(draft);
  if (wrong.length > 0) return { word: 'compose.wrongAddress', values: { addresses: wrong.join(', ') } };
  if (good.length === 0) return { word: 'compose.needRecipient', values: {} };
  const failed = sentFiles(draft)
    .filter((each) => each.failed)
    .map(({ name }) => name);
  if (failed.length > 0) return { word: 'compose.failedFiles', values: { names: failed.join(', ') } };
  return isUploading(draft) && !mayWait ? { word: 'compose.stillUploading', values: {} } : null;
}

const MENTIONS = /\b(?:attach(?:ed|ment|ments|ing)?|enclosed)\b|附件|附上/iu;

/** Returns whether the text mentions an attachment and there is none; quoted lines do not count. */
export function hasForgotten({ body, attachments }: Draft): boolean {
  const own = body
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
  return attachments.every(({ cid }) => cid !== null) && MENTIONS.test(own);
}

/** Returns the email in which the draft is saved (RFC 8621 4.6). */
export function emailOf(draft: Draft, identity: Identity | undefined, mailboxId: string): object {
  const list = (typed: string): EmailAddress[] | null => {
    const { good } = addressesIn(typed);
    return good.length > 0 ? good : null;
  };
  return {
    mailboxIds: { [mailboxId]: true },
    keywords: { $draft: true, $seen: true },
    ...(identity && { messageId: [messageIdOf(draft.messageId, identity)] }),
    from: identity ? [{ name: identity.name || null, email: identity.email }] : null,
    ...(identity?.sender && { sender: [identity.sender] }),
    to: list(draft.to),
    cc: list(draft.cc),
    bcc: list(draft.bcc),
    subject: draft.subject,
    inReplyTo: draft.inReplyTo,
    references: draft.references,
    ...(identity?.replyTo ? { replyTo: identity.replyTo } : {}),
    ...(draft.asksReceipt && identity
      ? { [RECEIPT_TO]: [{ name: null, email: (identity.sender ?? identity).email }] }
      : {}),
    ...bodyOf(draft),
    attachments: sentFiles(draft)
      .filter(({ blobId }) => blobId !== null)
      .map((each) => {
        const { blobId, type, name, cid } = each;
        return isShown(each, draft)
          ? { blobId, type, name, cid, disposition: 'inline' }
          : { blobId, type, name, disposition: 'attachment' };
      }),
  };
}

/** Returns the body: plain text alone, or HTML with an equal plain text (RFC 2046 5.1.4). */
function bodyOf({ body, html, quote }: Draft): object {
  const textBody = [{ partId: 'text', type: 'text/plain' }];
  const text = { value: quote ? body + textOfQuote(quote) : body };
  if (html === null) return { textBody, bodyValues: { text } };
  const value = `<!doctype html><html><head><meta charset="utf-8"></head><body>${html}${quote ? htmlOfQuote(quote) : ''}</body></html>`;
  return { textBody, htmlBody: [{ partId: 'html', type: 'text/html' }], bodyValues: { text, html: { value } } };
}
