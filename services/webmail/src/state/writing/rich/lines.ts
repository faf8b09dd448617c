import { escaped } from '../../../html/quote-text.ts';

/** Returns plain lines as HTML for the editor. */
export function htmlOfLines(text: string): string {
  return text
    .split('\n')
    .map((line) => `<div>${escaped(line) || '<br>'}</div>`)
    .join('');
}

/** Returns a signature as it stands in a message. @param html of the identity; empty: it has only a plain one */
export function htmlOfSignature(html: string, text: string): string {
  if (html === '' && text === '') return '';
  return `<div class="postroom-signature"><div>-- </div>${html || htmlOfLines(text)}</div>`;
}
