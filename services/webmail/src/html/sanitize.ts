import DOMPurify from 'dompurify';
import { isLiar } from '../format/pretence.ts';
import { inlineStyles } from './inline-styles.ts';
import { safeCss } from './safe-css.ts';

/** What a message may be made of: text, structure, tables, pictures, and how they look. */
const TAGS = [
  ...[
    'a',
    'abbr',
    'address',
    'b',
    'big',
    'blockquote',
    'br',
    'caption',
    'center',
    'code',
    'col',
    'colgroup',
    'dd',
    'del',
  ],
  ...['div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img'],
  ...[
    'ins',
    'kbd',
    'li',
    'ol',
    'p',
    'pre',
    'q',
    's',
    'samp',
    'small',
    'span',
    'strike',
    'strong',
    'sub',
    'sup',
    'table',
  ],
  ...['tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul', 'wbr', 'style'],
];
const ATTRIBUTES = [
  ...['align', 'alt', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'color', 'cols', 'colspan', 'dir', 'face'],
  ...[
    'height',
    'href',
    'lang',
    'rowspan',
    'size',
    'src',
    'start',
    'style',
    'title',
    'type',
    'valign',
    'width',
    'class',
  ],
];

/** Inline pictures: no format that could be a document, such as SVG. */
const DATA_PICTURE = /^data:image\/(?:png|gif|jpeg|webp|bmp);base64,[a-z0-9+/=\s]*$/i;
/** Longer link texts are not compared with host names. */
const MAX_NAME = 500;
/** The prefix that DOMPurify puts before ids and names of a message, so that they never collide with the page's. */
export const PART = 'user-content-';
const LINK = /^(?:https?|mailto|tel):/i;

/** Returns a picture's URL by its Content-ID or its original URL. */
export type PictureOf = (name: string) => string | undefined;

export interface Sanitized {
  readonly body: DocumentFragment;
  /** Whether the message refers to anything outside of it. */
  readonly wantsOutside: boolean;
  /** The targets of links whose text names another host. */
  readonly liars: readonly string[];
}

/** What sanitizing finds. */
interface Findings {
  wantsOutside: boolean;
  readonly liars: Set<string>;
}

/**
 * Returns one part of a message in a form that is safe to show: without scripts, forms, frames and anything loaded from outside. It is parsed by
 * the frame's own window, in a document that never runs and has the frame's Content-Security-Policy: the page's policy would block part of
 * the inline styles. Every element is checked before it comes into the frame.
 * @param pictureOf finds pictures of the message itself (RFC 2392 `cid:`) or from outside; undefined: the picture is not shown
 */
export function sanitize(html: string, pictureOf: PictureOf, view: Window): Sanitized {
  const found: Findings = { wantsOutside: false, liars: new Set() };
  const body = fragmentOf(html, { ...RULES, ...PARTS }, purifierOf(view, pictureOf, found), view);
  return { body, wantsOutside: found.wantsOutside, liars: [...found.liars].slice(0, 3) };
}

/**
 * Returns a message as HTML text to be quoted in another. Pictures keep their URLs. Style rules, which would apply to the text around the quote,
 * are moved to the quoted elements. Nothing is loaded.
 */
export function sanitizeQuote(html: string, view: Window): string {
  const found: Findings = { wantsOutside: false, liars: new Set() };
  const asItWas: PictureOf = (name) => (/^https?:/i.test(name) ? name : `cid:${encodeURIComponent(name)}`);
  const purifier = purifierOf(view, asItWas, found);
  if (!/<style/i.test(html)) return purifier.sanitize(html, RULES);
  const mail = fragmentOf(html, RULES, purifier, view);
  inlineStyles(mail, view);
  // Not an element of the window's own document: there its pictures would load.
  const box = inert(view).createElement('div');
  box.append(mail);
  // The styles that were moved to the elements are checked like the elements' own.
  return purifier.sanitize(box.innerHTML, { ...RULES, FORBID_TAGS: ['style'] });
}

type Purifier = ReturnType<typeof DOMPurify>;

/** Sanitizes HTML into a fragment. DOMPurify returns null for a page of frames, which has no body. */
function fragmentOf(html: string, rules: typeof RULES, purifier: Purifier, view: Window): DocumentFragment {
  const body: DocumentFragment | null = purifier.sanitize(html, { ...rules, RETURN_DOM_FRAGMENT: true });
  return body ?? inert(view).createDocumentFragment();
}

/** Returns a document that runs and loads nothing. */
function inert(view: Window): Document {
  return view.document.implementation.createHTMLDocument('');
}

const RULES = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid|data):/i,
  // All other attributes are numbers, colours and words, which the pattern for URLs must not judge: `colspan="2"`.
  ADD_URI_SAFE_ATTR: ATTRIBUTES.filter((name) => name !== 'href' && name !== 'src'),
  FORCE_BODY: true,
  SANITIZE_NAMED_PROPS: true,
};

/** Allows also links to a place within the message, and the ids and names of such places, which get PART as a prefix. */
const PARTS = {
  ALLOWED_ATTR: [...ATTRIBUTES, 'id', 'name'],
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid|data):|#)/i,
};

function purifierOf(view: Window, pictureOf: PictureOf, found: Findings): Purifier {
  const purifier = DOMPurify(view as never);
  purifier.addHook('uponSanitizeElement', (node, { tagName }) => {
    if (tagName !== 'style') return;
    const { css, reaches } = safeCss(node.textContent ?? '');
    found.wantsOutside ||= reaches;
    node.textContent = css;
  });
  purifier.addHook('afterSanitizeAttributes', (element) => {
    if (element.hasAttribute('style')) {
      const { css, reaches } = safeCss(element.getAttribute('style') ?? '');
      found.wantsOutside ||= reaches;
      element.setAttribute('style', css);
    }
    if (element.nodeName === 'IMG') secureImage(element, pictureOf, found);
    else element.removeAttribute('src');
    if (element.nodeName === 'A') secureLink(element, found);
    else element.removeAttribute('name');
  });
  return purifier;
}

function secureImage(image: Element, pictureOf: PictureOf, found: Findings): void {
  const source = (image.getAttribute('src') ?? '').trim();
  const own = /^cid:(.+)$/i.exec(source)?.[1];
  const isOutside = /^https?:\/\//i.test(source);
  const picture = own !== undefined ? pictureOf(decode(own)) : isOutside ? pictureOf(source) : undefined;
  if (picture) image.setAttribute('src', picture);
  else if (!DATA_PICTURE.test(source)) {
    found.wantsOutside ||= !/^(?:#|$)/.test(source) && own === undefined;
    image.removeAttribute('src');
  }
}

function secureLink(link: Element, { liars }: Findings): void {
  const target = (link.getAttribute('href') ?? '').trim();
  if (target.startsWith('#')) return;
  if (!LINK.test(target)) {
    link.removeAttribute('href');
    return;
  }
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
  link.setAttribute('title', target);
  if (isLiar((link.textContent ?? '').slice(0, MAX_NAME), target)) liars.add(new URL(target).hostname);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
