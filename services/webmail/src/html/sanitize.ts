import DOMPurify from 'dompurify';

/** What a mail may be made of: text, structure, tables, pictures, and how they look. */
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

/** Pictures that are in the mail itself: nothing that could be a document. */
const DATA_PICTURE = /^data:image\/(?:png|gif|jpeg|webp|bmp);base64,[a-z0-9+/=\s]*$/i;
const LINK = /^(?:https?|mailto|tel):/i;

export interface Sanitized {
  readonly body: DocumentFragment;
  /** Something of it would have been loaded from outside. */
  readonly wantsOutside: boolean;
  /** Links whose text names another host than they lead to, by what they lead to. */
  readonly liars: readonly string[];
}

/**
 * One part of a mail as it can be shown: alone, on a document that never runs, without scripts, forms, frames, and anything that is
 * loaded from outside. @param pictureOf where a picture of the mail itself (RFC 2392 cid:) is found
 */
export function sanitize(html: string, pictureOf: (cid: string) => string | undefined): Sanitized {
  const body = DOMPurify.sanitize(html, {
    ...{ ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ATTRIBUTES, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false },
    // What it lets through is looked at again below.
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid|data):/i,
    ...{ RETURN_DOM_FRAGMENT: true, FORCE_BODY: true, SANITIZE_NAMED_PROPS: true },
  });
  let wantsOutside = false;
  const liars: string[] = [];
  for (const image of body.querySelectorAll('img')) {
    const source = (image.getAttribute('src') ?? '').trim();
    const own = /^cid:(.+)$/i.exec(source)?.[1];
    const found = own === undefined ? undefined : pictureOf(decode(own));
    if (found) image.setAttribute('src', found);
    else if (!DATA_PICTURE.test(source)) {
      wantsOutside ||= source !== '' && own === undefined;
      image.removeAttribute('src');
    }
  }
  for (const element of body.querySelectorAll('[style]')) {
    const { css, reaches } = safeCss(element.getAttribute('style') ?? '');
    wantsOutside ||= reaches;
    element.setAttribute('style', css);
  }
  for (const sheet of body.querySelectorAll('style')) {
    const { css, reaches } = safeCss(sheet.textContent ?? '');
    wantsOutside ||= reaches;
    sheet.textContent = css;
  }
  for (const element of body.querySelectorAll('[src]:not(img)')) element.removeAttribute('src');
  for (const link of body.querySelectorAll('a')) {
    const target = (link.getAttribute('href') ?? '').trim();
    if (!LINK.test(target)) link.removeAttribute('href');
    else {
      link.setAttribute('target', '_blank');
      link.setAttribute('rel', 'noopener noreferrer nofollow');
      link.setAttribute('title', target);
      if (isLiar(link.textContent ?? '', target)) liars.push(new URL(target).hostname);
    }
  }
  return { body, wantsOutside, liars: [...new Set(liars)].slice(0, 3) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * CSS without anything that loads or leaves its place. Escapes and comments go first, so that nothing hides in them; a frame without
 * network (its Content-Security-Policy) is behind this.
 */
function safeCss(css: string): { css: string; reaches: boolean } {
  const bare = css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '').replace(/\\[0-9a-f]{1,6}\s?|\\./gi, '');
  const reaches = /url\s*\(|image-set|@import|@font-face|src\s*\(/i.test(bare);
  const safe = bare
    .replace(/@(?:import|font-face|namespace|charset)[^;{]*(?:;|\{[^}]*\}?)/gi, '')
    .replace(/(?:url|image-set|-webkit-image-set|cross-fade|element|src|attr|expression)\s*\([^)]*\)?/gi, 'none')
    .replace(/position\s*:\s*(?:fixed|absolute|sticky)/gi, 'position:static')
    .replace(/(?:-moz-binding|behavior)\s*:/gi, 'x:');
  return { css: safe, reaches };
}

/** A text that is itself an address of another host. */
function isLiar(shown: string, target: string): boolean {
  const named = /^\s*(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:?#]\S*)?\s*$/i.exec(shown)?.[1]?.toLowerCase();
  if (!named || !/^https?:/i.test(target) || !URL.canParse(target)) return false;
  const host = new URL(target).hostname.toLowerCase();
  const bare = (name: string): string => name.replace(/^www\./, '');
  return bare(host) !== bare(named) && !host.endsWith(`.${bare(named)}`);
}
