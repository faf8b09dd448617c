import type { Message } from '../jmap/types.ts';
import type { Draft } from '../state/writing/draft.ts';
import { bodyColoursOf } from './body-colours.ts';
import { frameWindow, inertBody } from './frame-window.ts';
import { plainText } from './plain-text.ts';
import { escaped, QUOTE_CLASS, type Quote } from './quote-text.ts';
import { sanitizeQuote } from './sanitize.ts';

export async function quoteOf(message: Message, kind: Quote['kind'], head: string): Promise<Quote> {
  const view = await frameWindow();
  const parts = message.htmlBody.filter(({ type }) => type.startsWith('text/'));
  const html = parts.map(({ partId, type }) => {
    const value = message.bodyValues[partId ?? '']?.value ?? '';
    return type === 'text/html'
      ? onItsGround(value, view)
      : `<div style="white-space:pre-wrap">${escaped(value)}</div>`;
  });
  return { kind, head, html: html.join('<hr>'), text: plainText(message, view) };
}

/** Sanitizes the HTML and keeps the message's body colours: light text would else stand on white. */
function onItsGround(value: string, view: Window): string {
  const html = sanitizeQuote(value, view);
  const colours = bodyColoursOf(value, view);
  if (!colours) return html;
  const body = inertBody(html, view);
  const ground = body.ownerDocument.createElement('div');
  ground.style.cssText = 'padding: 8px';
  ground.style.backgroundColor = colours.background;
  ground.style.color = colours.color;
  ground.append(...body.childNodes);
  return ground.outerHTML;
}

/** Opens a draft, or any mail, for editing: its text, its HTML where it has some, and the message that it quotes, all sanitized. */
export async function openDraft(message: Message): Promise<Pick<Draft, 'body' | 'html' | 'quote'>> {
  const view = await frameWindow();
  const parts = message.htmlBody.filter(({ type }) => type.startsWith('text/'));
  const words = plainText(message, view);
  if (parts.every(({ type }) => type !== 'text/html')) return { body: words, html: null, quote: null };
  if (parts.length > 1) return { body: words, html: (await quoteOf(message, 'forward', '')).html, quote: null };
  const html = message.bodyValues[parts[0]?.partId ?? '']?.value ?? '';
  const { own, quote } = splitDraft(html, words, view);
  const body = quote ? words.slice(0, Math.max(words.lastIndexOf(quote.head), 0)).trimEnd() : words;
  return { body, html: own, quote };
}

function splitDraft(html: string, text: string, view: Window): { own: string; quote: Quote | null } {
  const body = inertBody(sanitizeQuote(html, view), view);
  const element = body.querySelector(`:scope > div.${QUOTE_CLASS}`);
  const [said, original] = element ? [...element.children] : [];
  if (!element || !said || !original) return { own: body.innerHTML, quote: null };
  for (const br of said.querySelectorAll('br')) br.replaceWith('\n');
  const head = said.textContent ?? '';
  const kind = original.nodeName === 'BLOCKQUOTE' ? 'reply' : 'forward';
  const quoted = text.slice(text.lastIndexOf(head) + head.length).trim();
  const quote: Quote = {
    kind,
    head,
    html: original.innerHTML,
    text: kind === 'reply' ? quoted.replace(/^>(?: |(?=>)|$)/gm, '') : quoted,
  };
  if (element.previousElementSibling?.nodeName === 'BR') element.previousElementSibling.remove();
  element.remove();
  return { own: body.innerHTML, quote };
}
