import { decodeBase64 } from '../base64.ts';
import { saslName } from '../text.ts';

/** The client-first-message (RFC 5802 7). */
export interface ClientFirst {
  /** `n`: the client supports no channel binding; `y`: it thinks that the server supports none; else the binding it uses. */
  readonly binding: string;
  readonly gs2Header: string;
  readonly authzid: string;
  readonly authcid: string;
  readonly nonce: string;
  readonly bare: string;
}

/** The client-final-message. */
export interface ClientFinal {
  readonly channel: Buffer;
  readonly nonce: string;
  readonly proof: Buffer;
  readonly withoutProof: string;
}

/**
 * Attributes of later versions, which this one ignores. Letters with a meaning (RFC 5802 5.1) are excluded, since they have their own
 * places; `m` must not be ignored anywhere.
 */
const EXTENSIONS = '(?:,(?![aceimnprsv]=)[A-Za-z]=[^,]*)*';
const FIRST_BARE = new RegExp(`^n=([^,]+),r=([^,]+)${EXTENSIONS}$`, 'su');
const FINAL = new RegExp(`^(c=([^,]+),r=([^,]+)${EXTENSIONS}),p=([^,]+)$`, 'su');
const PRINTABLE = /^[\x21-\x2b\x2d-\x7e]{1,512}$/;

export function readClientFirst(message: Buffer): ClientFirst | null {
  const text = utf8(message);
  const [gs2Header, flag = '', authz, bare = ''] =
    /^(n|y|p=[A-Za-z0-9.-]{1,60}),(?:a=([^,]*))?,(.*)$/su.exec(text) ?? [];
  if (gs2Header === undefined) return null;
  // Some clients write `a=` for no identity, where the grammar wants nothing at all.
  const [, user = '', nonce = ''] = FIRST_BARE.exec(bare) ?? [];
  const authcid = nameOf(user);
  const authzid = authz === undefined ? '' : nameOf(authz);
  if (!authcid || authzid === null || !PRINTABLE.test(nonce)) return null;
  const binding = flag.startsWith('p=') ? flag.slice(2) : flag;
  return { binding, gs2Header: text.slice(0, text.length - bare.length), authzid, authcid, nonce, bare };
}

export function readClientFinal(message: Buffer): ClientFinal | null {
  const text = utf8(message);
  const [, withoutProof = '', channel = '', nonce = '', proof = ''] = FINAL.exec(text) ?? [];
  const [channelBytes, proofBytes] = [decodeBase64(channel), decodeBase64(proof)];
  if (!channelBytes || proofBytes?.length !== 32) return null;
  return { channel: channelBytes, nonce, proof: proofBytes, withoutProof };
}

/** Reads a saslname: `=2C` is a comma and `=3D` an equals sign; no other `=` is allowed. */
function nameOf(text: string): string | null {
  if (/=(?!2C|3D)/.test(text)) return null;
  return saslName(Buffer.from(text.replaceAll('=2C', ',').replaceAll('=3D', '=')));
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes a message; '' when it is no UTF-8, or too long for one of these messages. */
function utf8(message: Buffer): string {
  if (message.length > 2_048 || message.includes(0)) return '';
  try {
    return decoder.decode(message);
  } catch {
    return '';
  }
}
