const XTEXT = /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/;

/** Encodes a string as xtext (RFC 3461 4): printable ASCII without `+` and `=`; other octets become `+HH`. */
export function encodeXtext(text: string): string {
  let out = '';
  for (const octet of Buffer.from(text)) {
    const plain = octet >= 0x21 && octet <= 0x7e && octet !== 0x2b && octet !== 0x3d;
    out += plain ? String.fromCharCode(octet) : `+${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Decodes xtext; undefined when it is invalid. */
export function decodeXtext(text: string): string | undefined {
  if (!XTEXT.test(text)) return undefined;
  const latin = text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin, 'latin1').toString();
}

const UNITEXT = /^(?:[!-*,-<>-[\]-~]|[^\0-\x7f]|\\x\{[0-9A-F]{2,6}\})*$/;

/**
 * Encodes an address for `utf-8` ORCPT in places that are ASCII only (RFC 6533 3, utf-8-addr-xtext): `\x{HEX}` for everything
 * that is not plain printable ASCII.
 */
export function encodeUtf8AddrXtext(text: string): string {
  let out = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const plain = point >= 0x21 && point <= 0x7e && !'+=\\'.includes(character);
    out += plain ? character : `\\x{${point.toString(16).toUpperCase().padStart(2, '0')}}`;
  }
  return out;
}

/** Decodes utf-8-addr-xtext and utf-8-addr-unitext (RFC 6533 3); undefined when it is neither. */
export function decodeUtf8Addr(text: string): string | undefined {
  if (!UNITEXT.test(text)) return undefined;
  const points = [...text.matchAll(/\\x\{([0-9A-F]+)\}/g)].map((match) => Number.parseInt(match[1] ?? '', 16));
  if (points.some((point) => point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))) return undefined;
  return text.replace(/\\x\{([0-9A-F]+)\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}
