/** The longest header with an address and a password, in octets. */
const MAX_OCTETS = 6_144;

/** Reads the user and the password of an Authorization header (RFC 7617 2); returns undefined for anything else. */
export function readBasic(header: string | undefined): { login: string; password: string } | undefined {
  if (header === undefined || header.length > MAX_OCTETS) return undefined;
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = decodeUtf8(Buffer.from(encoded, 'base64'));
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 1) return undefined;
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decodeUtf8(octets: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}
