import { newKey } from '../../format/random.ts';
import { textOfQuote } from '../../html/quote-text.ts';
import { usePreferences } from '../account-preferences.ts';
import { client, useMail } from '../mail.ts';
import type { Draft } from './draft.ts';
import { add } from './drafts.ts';
import { htmlOfLines, htmlOfSignature } from './rich/lines.ts';

export function blank(): Draft {
  return {
    key: newKey(),
    accountId: client().accountId,
    emailId: null,
    former: [],
    messageId: newKey(),
    isLost: false,
    identityId: useMail.getState().identities[0]?.id ?? '',
    to: '',
    cc: '',
    bcc: '',
    subject: '',
    body: '',
    html: null,
    quote: null,
    attachments: [],
    asksReceipt: false,
    inReplyTo: null,
    references: null,
    about: null,
    textVersion: 0,
    revision: 0,
    saved: 'clean',
    savedAt: null,
    refusal: null,
    refused: [],
    isSending: false,
    unsure: null,
    unsureRevision: null,
    toGo: null,
    isSmall: false,
    isClosing: false,
  };
}

/**
 * Begins a message, with the signature above the quote; in plain text where the person prefers that.
 * @param words plain text to begin with
 */
export function write({ words = '', ...about }: Partial<Draft> & { readonly words?: string } = {}): void {
  const empty = blank();
  const { identities } = useMail.getState();
  const identity = identities.find(({ id }) => id === (about.identityId ?? empty.identityId));
  const { textSignature = '', htmlSignature = '' } = identity ?? {};
  const signature = words + (textSignature ? `\n\n-- \n${textSignature}` : '');
  const draft = { ...empty, ...about, body: signature };
  if (usePreferences.getState().writesPlain)
    add({
      ...draft,
      body: signature + (about.quote ? textOfQuote(about.quote) : ''),
      quote: null,
      // A reply in plain text does not send the quoted pictures back.
      attachments: draft.attachments.filter(({ cid }) => cid === null || about.quote?.kind === 'forward'),
    });
  else add({ ...draft, html: `${htmlOfLines(words)}${htmlOfSignature(htmlSignature, textSignature)}` });
}
