import { textOfQuote } from '../../html/quote-text.ts';
import type { Identity } from '../../jmap/types.ts';
import { part } from '../../shell/part.ts';
import { changePreferences } from '../change-preferences.ts';
import { useMail } from '../mail.ts';
import type { Draft } from './draft.ts';
import { find } from './drafts.ts';
import { htmlOfLines, htmlOfSignature } from './rich/lines.ts';
import { edit } from './saving.ts';

/**
 * Makes a draft plain text, with the quote in it. Pictures of the text become ordinary attachments.
 * @param isWanted whether later messages begin as plain text too
 */
export function makePlain(key: string, isWanted: boolean): void {
  const draft = find(key);
  if (!draft || draft.html === null) return;
  const { body, quote } = draft;
  edit(key, { html: null, quote: null, body: quote ? body + textOfQuote(quote) : body });
  if (isWanted) void changePreferences({ writesPlain: true });
}

export function makeRich(key: string): void {
  const draft = find(key);
  if (!draft || draft.html !== null) return;
  edit(key, { html: htmlOfLines(draft.body), textVersion: draft.textVersion + 1 });
  void changePreferences({ writesPlain: false });
}

/** Makes the quote part of the text, to write between its lines; it keeps the looks that the editor knows. */
export function takeInQuote(key: string): void {
  const draft = find(key);
  if (!draft?.quote || draft.html === null) return;
  const { quote, html } = draft;
  const isReply = quote.kind === 'reply';
  const quoted = isReply ? `<blockquote>${quote.html}</blockquote>` : quote.html;
  edit(key, {
    html: `${html}${htmlOfLines(quote.head)}${quoted}`,
    body: draft.body + textOfQuote(quote),
    quote: null,
    textVersion: draft.textVersion + 1,
  });
}

/** Changes the sender at once. The signature changes too; in plain text only where the person has not edited it. */
export async function chooseIdentity(key: string, identityId: string): Promise<void> {
  const draft = find(key);
  if (!draft) return;
  const { identities } = useMail.getState();
  const of = (id: string): Identity | undefined => identities.find((each) => each.id === id);
  const [before, after] = [of(draft.identityId), of(identityId)];
  edit(key, { identityId, ...(draft.html === null && plainSigned(draft, before, after)) });
  if (draft.html !== null) await signRich(key, after);
}

function plainSigned(draft: Draft, before: Identity | undefined, after: Identity | undefined): Partial<Draft> {
  const of = (identity: Identity | undefined): string =>
    identity?.textSignature ? `\n\n-- \n${identity.textSignature}` : '';
  const [old, now] = [of(before), of(after)];
  const { body } = draft;
  if (old === '') return { body: now === '' ? body : `${body}${now}` };
  const at = body.indexOf(old);
  return at < 0 ? {} : { body: body.slice(0, at) + now + body.slice(at + old.length) };
}

/** Replaces the signature, a marked part of the text. The draft is read after loading, so what was typed or chosen meanwhile is kept. */
async function signRich(key: string, after: Identity | undefined): Promise<void> {
  const { frameWindow, inertBody } = await part('frame-window', () => import('../../html/frame-window.ts'));
  const view = await frameWindow();
  const draft = find(key);
  if (!draft || draft.html === null || draft.identityId !== after?.id) return;
  const body = inertBody(draft.html, view);
  const now = inertBody(htmlOfSignature(after.htmlSignature ?? '', after.textSignature ?? ''), view);
  const old = body.querySelector('.postroom-signature');
  if (old) old.replaceWith(...now.childNodes);
  else body.append(...now.childNodes);
  edit(key, { html: body.innerHTML, textVersion: draft.textVersion + 1 });
}
