/** A piece of an XML document. Names come without their prefixes: `dmarc:record` is `record`. */
export type XmlToken =
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** The reason why a document is refused. */
export class XmlFault extends Error {}

/** The most characters of one tag with its attributes, and the deepest nesting of elements. */
const MAX_TAG = 4_096;
const MAX_DEPTH = 32;
/** The most characters of a text that are returned; the rest is skipped. */
const MAX_TEXT = 4_096;

/** The beginning of a tag. Any other `<` is unescaped text, most often an address in angle brackets. */
const TAG = /<\/?[\p{L}_][\p{L}\p{N}_.:-]*(?=[\s/>])/uy;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads an XML document token by token, in linear time. Skips attributes, comments and instructions. Refuses a document with a
 * type declaration, the only place of entity definitions, so nothing is ever expanded or fetched. Throws XmlFault.
 */
export function* xmlTokens(xml: string): Generator<XmlToken, void, void> {
  const open: string[] = [];
  let roots = 0;
  for (let at = 0; at < xml.length; ) {
    const tag = xml.indexOf('<', at);
    const text = xml.slice(at, Math.min(tag < 0 ? xml.length : tag, at + MAX_TEXT));
    if (text !== '' && open.length > 0) yield { kind: 'text', text: withoutEntities(text) };
    if (tag < 0) break;
    if (xml.startsWith('<!--', tag)) at = behind(xml, '-->', tag + 4);
    else if (xml.startsWith('<?', tag)) at = behind(xml, '?>', tag + 2);
    else if (xml.startsWith('<![CDATA[', tag) && open.length > 0) {
      at = behind(xml, ']]>', tag + 9);
      yield { kind: 'text', text: xml.slice(tag + 9, Math.min(at - 3, tag + 9 + MAX_TEXT)) };
    } else if (xml.startsWith('<!', tag)) throw new XmlFault('it declares a document type');
    else if (!isTag(xml, tag)) {
      if (open.length > 0) yield { kind: 'text', text: '<' };
      at = tag + 1;
    } else {
      const end = tagEnd(xml, tag);
      const { name, isClosing, isEmpty } = readTag(xml.slice(tag + 1, end));
      at = end + 1;
      if (isClosing) {
        if (open.pop() !== name) throw new XmlFault(`</${name.slice(0, 40)}> closes another element`);
        yield { kind: 'close', name };
        continue;
      }
      if (open.length === 0 && roots++ > 0) throw new XmlFault('it has more than one root');
      yield { kind: 'open', name };
      if (isEmpty) yield { kind: 'close', name };
      else if (open.push(name) > MAX_DEPTH) throw new XmlFault('its elements are nested too deeply');
    }
  }
  if (open.length > 0 || roots === 0) throw new XmlFault('it is cut off');
}

function isTag(xml: string, at: number): boolean {
  TAG.lastIndex = at;
  return TAG.test(xml);
}

function behind(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw new XmlFault('it is cut off');
  return at + mark.length;
}

/** Returns where a tag ends; a `>` in an attribute's value does not count. */
function tagEnd(xml: string, from: number): number {
  let quote = '';
  for (let at = from + 1; at < xml.length && at - from < MAX_TAG; at++) {
    const sign = xml[at] as string;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return at;
  }
  throw new XmlFault('a tag is not closed');
}

function readTag(tag: string): { name: string; isClosing: boolean; isEmpty: boolean } {
  const isClosing = tag.startsWith('/');
  const named = tag.slice(isClosing ? 1 : 0).replace(/[\s/].*$/s, '');
  return { name: named.slice(named.lastIndexOf(':') + 1), isClosing, isEmpty: !isClosing && tag.endsWith('/') };
}

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|\w{1,40});/gi, (_all, name: string) => {
    const code = name.startsWith('#') ? Number(name.replace(/^#x/i, '0x').replace(/^#/, '')) : Number.NaN;
    const known = code <= 0x10ffff ? String.fromCodePoint(code) : ENTITIES[name];
    if (known === undefined) throw new XmlFault('it uses an unknown entity');
    return known;
  });
}
