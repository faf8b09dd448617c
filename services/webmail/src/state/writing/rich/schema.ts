import { type DOMOutputSpec, type MarkSpec, type NodeSpec, Schema } from 'prosemirror-model';
import { tableNodes } from './tables.ts';

/** The colours of text. Messages use these values, the page those of its theme. */
export const INKS = {
  grey: '#5c6166',
  red: '#b3261e',
  orange: '#8a5a00',
  green: '#0b7a5a',
  blue: '#1f5fbf',
} as const;
export type Ink = keyof typeof INKS;

export const SIZES = { small: '0.85em', large: '1.25em', huge: '1.6em' } as const;
export type Size = keyof typeof SIZES;

const LINK = /^(?:https?:\/\/|mailto:|tel:)/i;

/** Returns the URL that a person means by what they type; null where it is none. */
export function linkOf(typed: string): string | null {
  const text = typed.trim();
  if (LINK.test(text)) return text;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return `mailto:${text}`;
  return /^[^\s/:]+\.[^\s/:.]{2,}(?:[/:?#]\S*)?$/.test(text) ? `https://${text}` : null;
}

const BLOCK = 'p, div, ul, ol, li, blockquote, table, tr, td, th, h1, h2, h3, h4, h5, h6, pre, hr, section, article';

const nodes: Record<string, NodeSpec> = {
  doc: { content: 'block+' },
  paragraph: {
    content: 'inline*',
    group: 'block',
    parseDOM: [
      { tag: 'p' },
      { tag: 'h1' },
      { tag: 'h2' },
      { tag: 'h3' },
      { tag: 'h4' },
      { tag: 'h5' },
      { tag: 'h6' },
      { tag: 'pre', preserveWhitespace: 'full' },
      // RFC 3676 4.3: the blank is part of the separator.
      {
        tag: 'div.postroom-signature > div:first-child',
        preserveWhitespace: 'full',
        getAttrs: (element) => element.textContent === '-- ' && null,
      },
      { tag: 'div', getAttrs: (element) => (element.querySelector(BLOCK) ? false : null) },
    ],
    toDOM: () => ['div', 0],
  },
  blockquote: {
    content: 'block+',
    group: 'block',
    defining: true,
    parseDOM: [{ tag: 'blockquote' }],
    toDOM: () => ['blockquote', 0],
  },
  signature: {
    content: 'block+',
    group: 'block',
    defining: true,
    parseDOM: [{ tag: 'div.postroom-signature', priority: 60 }],
    toDOM: () => ['div', { class: 'postroom-signature' }, 0],
  },
  bullet_list: {
    content: 'list_item+',
    group: 'block',
    parseDOM: [{ tag: 'ul' }],
    toDOM: () => ['ul', 0],
  },
  ordered_list: {
    content: 'list_item+',
    group: 'block',
    parseDOM: [{ tag: 'ol' }],
    toDOM: () => ['ol', 0],
  },
  list_item: { content: 'paragraph block*', parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0], defining: true },
  ...tableNodes,
  text: { group: 'inline' },
  picture: {
    inline: true,
    group: 'inline',
    draggable: true,
    attrs: { cid: {}, alt: { default: '' } },
    parseDOM: [
      {
        tag: 'img[src]',
        getAttrs: (element) => {
          const cid = /^cid:(.+)$/i.exec(element.getAttribute('src') ?? '')?.[1];
          return cid === undefined ? false : { cid: decodeURIComponent(cid), alt: element.getAttribute('alt') ?? '' };
        },
      },
    ],
    toDOM: ({ attrs }): DOMOutputSpec => [
      'img',
      { src: `cid:${encodeURIComponent(attrs.cid as string)}`, alt: attrs.alt },
    ],
  },
  hard_break: {
    inline: true,
    group: 'inline',
    selectable: false,
    parseDOM: [{ tag: 'br' }],
    toDOM: () => ['br'],
  },
};

function keyOf<Name extends string>(table: Readonly<Record<Name, string>>, value: string): { name: Name } | false {
  const name = (Object.keys(table) as Name[]).find((each) => table[each] === value);
  return name === undefined ? false : { name };
}

/** Turns `rgb(1, 2, 3)`, as the DOM gives it, into `#010203`. */
function hexOf(colour: string): string {
  const [, ...parts] = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(colour) ?? [];
  return parts.length === 3 ? `#${parts.map((each) => Number(each).toString(16).padStart(2, '0')).join('')}` : colour;
}

const marks: Record<string, MarkSpec> = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [
      {
        tag: 'a[href]',
        getAttrs: (element) => {
          const href = element.getAttribute('href') ?? '';
          return LINK.test(href) ? { href } : false;
        },
      },
    ],
    toDOM: ({ attrs }) => ['a', { href: attrs.href, rel: 'noopener noreferrer' }, 0],
  },
  strong: {
    parseDOM: [
      { tag: 'strong' },
      { tag: 'b', getAttrs: (element) => element.style.fontWeight !== 'normal' && null },
      { style: 'font-weight', getAttrs: (value) => /^(?:bold(?:er)?|[6-9]\d\d)$/.test(value) && null },
    ],
    toDOM: () => ['strong', 0],
  },
  em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }], toDOM: () => ['em', 0] },
  underline: {
    parseDOM: [{ tag: 'u' }, { style: 'text-decoration', getAttrs: (value) => value.includes('underline') && null }],
    toDOM: () => ['u', 0],
  },
  strike: {
    parseDOM: [
      ...[{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }],
      { style: 'text-decoration', getAttrs: (value) => value.includes('line-through') && null },
    ],
    toDOM: () => ['s', 0],
  },
  ink: {
    attrs: { name: {} },
    parseDOM: [
      { tag: 'span[data-ink]', getAttrs: (element) => ({ name: element.dataset.ink }) },
      { style: 'color', getAttrs: (value) => keyOf(INKS, hexOf(value)) },
    ],
    toDOM: ({ attrs }) => ['span', { 'data-ink': attrs.name }, 0],
  },
  size: {
    attrs: { name: {} },
    parseDOM: [
      { tag: 'span[data-size]', getAttrs: (element) => ({ name: element.dataset.size }) },
      { style: 'font-size', getAttrs: (value) => keyOf(SIZES, value) },
    ],
    toDOM: ({ attrs }) => ['span', { 'data-size': attrs.name }, 0],
  },
};

/** Everything that a message written here can contain; what else comes in is dropped. */
export const schema = new Schema({ nodes, marks });
