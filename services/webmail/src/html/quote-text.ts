/** The message that is replied to or forwarded, as it stands below the new text. */
export interface Quote {
  readonly kind: 'reply' | 'forward';
  /** Who wrote the message and when; may have several lines. */
  readonly head: string;
  /** Sanitized HTML; it is never put into a document of the page itself. */
  readonly html: string;
  readonly text: string;
}

/** The class that marks the quote in a draft. */
export const QUOTE_CLASS = 'postroom-quote';

/** Returns the quote as HTML, as it stands at the end of the message that is sent. */
export function htmlOfQuote({ kind, head, html }: Quote): string {
  const said = `<div>${escaped(head).replaceAll('\n', '<br>')}</div>`;
  const bar = 'margin:0 0 0 8px;padding-left:12px;border-left:2px solid #d5d5d0';
  const original =
    kind === 'reply' ? `<blockquote type="cite" style="${bar}">${html}</blockquote>` : `<div>${html}</div>`;
  return `<br><div class="${QUOTE_CLASS}">${said}${original}</div>`;
}

export function textOfQuote({ kind, head, text }: Quote): string {
  if (kind === 'forward') return `\n\n${head}\n\n${text}`;
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
  return `\n\n${head}\n${lines.join('\n')}\n`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
