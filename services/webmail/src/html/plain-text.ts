import type { Message } from '../jmap/types.ts';
import { inertBody } from './frame-window.ts';

/** Returns the text of a message; for a message with HTML alone, the text of that. @param view of `frameWindow()` */
export function plainText(message: Message, view: Window): string {
  const parts = message.textBody.filter(({ type }) => type.startsWith('text/'));
  return parts
    .map(({ partId, type }) => {
      const value = message.bodyValues[partId ?? '']?.value ?? '';
      return type === 'text/html' ? textOfHtml(value, view) : value;
    })
    .join('\n');
}

const BLOCKS = new Set(['P', 'DIV', 'BR', 'LI', 'TR', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'BLOCKQUOTE', 'PRE', 'HR']);
const SILENT = new Set(['SCRIPT', 'STYLE', 'TITLE', 'HEAD', 'TEMPLATE']);

function textOfHtml(html: string, view: Window): string {
  const body = inertBody(html, view);
  const lines: string[] = [''];
  const walk = document.createTreeWalker(body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    SILENT.has(node.nodeName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) lines[lines.length - 1] += (node.nodeValue ?? '').replace(/\s+/g, ' ');
    else if (BLOCKS.has(node.nodeName)) lines.push('');
  }
  return lines
    .map((line) => line.trim())
    .filter((line, at, all) => line !== '' || (all[at - 1] !== '' && at > 0))
    .join('\n')
    .trim();
}
