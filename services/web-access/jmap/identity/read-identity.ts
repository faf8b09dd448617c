import { invalidProperties, isObject, type Json, type JsonObject, type PropertyPatch, SetError } from '@postroom/jmap';
import type { EmailAddress, IdentityProperties } from '@postroom/sending';
import { isAddress } from '../email/create/addresses.ts';

const MAX_NAME = 255;
/** RFC 8621 6 demands at least 2,048 octets. */
const MAX_SIGNATURE = 64 * 1024;
const MAX_ADDRESSES = 100;

const DEFAULTS: Omit<IdentityProperties, 'email'> = {
  name: '',
  replyTo: null,
  bcc: null,
  textSignature: '',
  htmlSignature: '',
};

/** Reads a new identity (RFC 8621 6.3). Throws invalidProperties. */
export function readIdentity(object: JsonObject): IdentityProperties {
  const { email, ...others } = object;
  if (!isAddress(email)) throw invalidProperties(['email'], 'It must be an address');
  return { ...DEFAULTS, ...readProperties(Object.entries(others)), email };
}

/** Reads a change of an identity. Throws invalidProperties, invalidPatch. */
export function readIdentityPatch(patch: ReadonlyMap<string, PropertyPatch>): Partial<IdentityProperties> {
  return readProperties(
    Array.from(patch, ([name, change]) => {
      if (!('whole' in change))
        throw new SetError('invalidPatch', `${name.slice(0, 100)} can be changed only as a whole`);
      return [name, change.whole ?? (DEFAULTS as Record<string, Json>)[name] ?? null] as const;
    }),
  );
}

function readProperties(entries: readonly (readonly [string, Json])[]): Partial<IdentityProperties> {
  const read: Partial<IdentityProperties> = {};
  for (const [name, value] of entries) {
    switch (name) {
      case 'name':
        read.name = text(name, value, MAX_NAME);
        // The name will stand in a header field.
        if (/\p{Cc}/u.test(read.name)) throw invalidProperties([name], 'The name must be a single line');
        break;
      case 'textSignature':
      case 'htmlSignature':
        read[name] = text(name, value, MAX_SIGNATURE);
        break;
      case 'replyTo':
      case 'bcc':
        read[name] = addresses(name, value);
        break;
      default:
        throw invalidProperties([name], 'It is set by the server');
    }
  }
  return read;
}

function text(name: string, value: Json, most: number): string {
  if (typeof value !== 'string' || value.length > most || value.includes('\0'))
    throw invalidProperties([name], `It must be a text of at most ${most} characters`);
  return value;
}

function addresses(property: string, value: Json): EmailAddress[] | null {
  if (value === null) return null;
  const wrong = () => invalidProperties([property], `It must be a list of at most ${MAX_ADDRESSES} addresses`);
  if (!Array.isArray(value) || value.length > MAX_ADDRESSES) throw wrong();
  return value.map((each) => {
    if (!isObject(each)) throw wrong();
    const { name = null, email } = each;
    if (
      !isAddress(email) ||
      (name !== null && (typeof name !== 'string' || name.length > MAX_NAME || /\p{Cc}/u.test(name)))
    )
      throw wrong();
    return { name, email };
  });
}
