import { escaped } from '../../../html/quote-text.ts';

/** Plain lines as the HTML that the editor reads. */
export function htmlOfLines(text: string): string {
  return text
    .split('\n')
    .map((line) => `<div>${escaped(line) || '<br>'}</div>`)
    .join('');
}

/** A signature as it stands in a mail. @param html of the identity; empty: it has a plain one alone */
export function htmlOfSignature(html: string, text: string): string {
  if (html === '' && text === '') return '';
  return `<div class="postroom-signature"><div>-- </div>${html || htmlOfLines(text)}</div>`;
}
