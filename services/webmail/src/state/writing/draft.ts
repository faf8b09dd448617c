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
  /** By which the text shows it (RFC 2392); null: it stands beside the text. */
  readonly cid: string | null;
}

/** What is sent. */
export interface Content {
  readonly identityId: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  /** One's own words, plain. */
  readonly body: string;
  /** The same as they look; null: it is a mail of plain text. */
  readonly html: string | null;
  /** What stands below them. In plain text it is among them. */
  readonly quote: Quote | null;
  readonly attachments: readonly Attachment[];
  /** One wants to be told that it was read. */
  readonly asksReceipt: boolean;
}

export interface Draft extends Content {
  readonly key: string;
  /** Whose it is: it is saved and sent in no other account. */
  readonly accountId: string;
  /** The email that it is kept as. */
  readonly emailId: string | null;
  /** Emails that it was kept as before, and that are to go. */
  readonly former: readonly string[];
  /** What stands before the domain in the Message-ID of each of them. */
  readonly messageId: string;
  /** A try to keep it had no answer: perhaps there is an email of it that is not known here. */
  readonly isLost: boolean;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  /** The email that it answers or forwards, and how that is marked. */
  readonly about: { readonly emailId: string; readonly keyword: '$answered' | '$forwarded' } | null;
  /** The mail that is edited as new, where the editor does not keep how it looked. */
  readonly original?: Quote | undefined;
  /** Grows when the text is another than what was typed into the editor. */
  readonly textVersion: number;
  /** Grows with each change of what is sent. */
  readonly revision: number;
  /** `kept`: on this device alone, because it could not be saved. */
  readonly saved: 'clean' | 'dirty' | 'saving' | 'kept';
  readonly savedAt: string | null;
  /** Why the server did not take it, where it said so. */
  readonly refusal: string | null;
  /** Addresses that the server took no mail for, when it was sent last. */
  readonly refused: readonly string[];
  readonly isSending: boolean;
  /** The email whose sending had no answer: perhaps it was sent. */
  readonly unsure: string | null;
  /** The revision that was on its way then. */
  readonly unsureRevision: number | null;
  /** One has said that it is to be sent, at once or at that time (ISO): it is, as soon as there is a connection. */
  readonly toGo: { readonly at: string | null } | null;
  readonly isSmall: boolean;
  /** Its window is gone already, and what was written is being saved. */
  readonly isClosing: boolean;
}

export function addressesIn(typed: string): { good: EmailAddress[]; wrong: string[] } {
  const parts = splitAddresses(typed).map((part) => ({ part, address: parseAddress(part) }));
  return {
    good: parts.flatMap(({ address }) => address ?? []),
    wrong: parts.filter(({ address }) => !address).map(({ part }) => part),
  };
}

/** Everybody it is for. */
export function recipientsOf({ to, cc, bcc }: Draft): { good: EmailAddress[]; wrong: string[] } {
  return addressesIn([to, cc, bcc].filter(Boolean).join(','));
}

/** Whether the server took no mail for it when this was sent last. */
export function isRefused({ email }: EmailAddress, { refused }: Pick<Draft, 'refused'>): boolean {
  return refused.some((each) => each.toLowerCase() === email.toLowerCase());
}

/** Whether the text shows it; what was taken out of the text again comes back with undo, and is not sent. */
function isShown({ cid }: Attachment, { html, quote }: Pick<Draft, 'html' | 'quote'>): boolean {
  if (cid === null || html === null) return false;
  const url = `cid:${encodeURIComponent(cid)}`;
  return html.includes(url) || (quote?.html.includes(url) ?? false);
}

/** Those that go with it. In plain text pictures stand beside the words, as all files do. */
function sentFiles(draft: Pick<Draft, 'attachments' | 'html' | 'quote'>): Attachment[] {
  return draft.attachments.filter((each) => each.cid === null || draft.html === null || isShown(each, draft));
}

export function isUploading(draft: Draft): boolean {
  return sentFiles(draft).some(({ blobId, failed }) => blobId === null && !failed);
}

/** Whether something of it is known to this device alone. */
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

/** As it comes back when its tab has gone. What was not wholly uploaded went with the tab, and nobody knows whether what was being sent was. */
export function revived(draft: Draft): Draft {
  return {
    ...draft,
    // It may have been kept by a release before.
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
 * Emails that are to go once it is known that it was sent as one of them: all others where it was sent as it is now, and where it was
 * changed since those alone that no answer told of. @param lost the emails to which tries without an answer came
 */
export function leftOf(draft: Draft, sentAs: string, lost: readonly string[], isSame: boolean): string[] {
  const known = draft.emailId === null ? draft.former : [...draft.former, draft.emailId];
  const left = isSame ? [...known, ...lost] : lost.filter((id) => !known.includes(id));
  return [...new Set(left)].filter((id) => id !== sentAs);
}

/** Why it cannot be sent yet; null when it can. @param mayWait its files may go up before it does */
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

/** Whether it speaks of an attachment and has none; quoted lines are somebody else's words. */
export function hasForgotten({ body, attachments }: Draft): boolean {
  const own = body
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
  return attachments.every(({ cid }) => cid !== null) && MENTIONS.test(own);
}

/** RFC 8621 4.6: the email that it is kept as. */
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

/** Plain text alone, or HTML with a plain text that says the same (RFC 2046 5.1.4). */
function bodyOf({ body, html, quote }: Draft): object {
  const textBody = [{ partId: 'text', type: 'text/plain' }];
  const text = { value: quote ? body + textOfQuote(quote) : body };
  if (html === null) return { textBody, bodyValues: { text } };
  const value = `<!doctype html><html><head><meta charset="utf-8"></head><body>${html}${quote ? htmlOfQuote(quote) : ''}</body></html>`;
  return { textBody, htmlBody: [{ partId: 'html', type: 'text/html' }], bodyValues: { text, html: { value } } };
}
