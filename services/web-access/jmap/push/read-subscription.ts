import {
  invalidProperties,
  isObject,
  type Json,
  type JsonObject,
  type PropertyPatch,
  readUtcDate,
  SetError,
} from '@postroom/jmap';
import { type HostList, requireOutgoingUrl } from '@postroom/outgoing';
import { arePushKeys, type NewSubscription, type PushKeys, type SubscriptionChange } from '@postroom/push';
import { isMailError } from '@postroom/types';

/** The longest lifetime of a subscription, and the default. */
const MAX_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

const MAX_DEVICE_ID = 255;
const MAX_TYPES = 100;
const MAX_TYPE = 100;
const MAX_CODE = 1_000;

const OF_A_NEW_ONE = ['deviceClientId', 'url', 'keys', 'verificationCode', 'expires', 'types'];

/** Reads a new subscription (RFC 8620 7.2). Throws invalidProperties. */
export function readSubscription(object: JsonObject, listed: HostList): NewSubscription {
  const unknown = Object.keys(object).filter((name) => !OF_A_NEW_ONE.includes(name));
  if (unknown.length > 0) throw invalidProperties(unknown, 'These properties are set by the server');
  const { deviceClientId = null, url = null, keys = null, verificationCode = null } = object;
  // RFC 8620 7.2: the code must be null in a new subscription.
  if (verificationCode !== null)
    throw invalidProperties(['verificationCode'], 'It must be null at first: the server sends the code');
  if (!isText(deviceClientId, MAX_DEVICE_ID)) throw invalidProperties(['deviceClientId'], 'It must be a short text');
  return {
    deviceClientId,
    url: readUrl(url, listed),
    keys: readKeys(keys),
    types: readTypes(object.types ?? null),
    expires: readExpires(object.expires ?? null),
  };
}

/** Reads a change of a subscription; most properties are fixed. Throws invalidProperties, invalidPatch. */
export function readSubscriptionPatch(patch: ReadonlyMap<string, PropertyPatch>): SubscriptionChange {
  const change: { -readonly [Name in keyof SubscriptionChange]: SubscriptionChange[Name] } = {};
  for (const [name, property] of patch) {
    if (!('whole' in property))
      throw new SetError('invalidPatch', `${name.slice(0, 100)} can be changed only as a whole`);
    const { whole } = property;
    if (name === 'verificationCode') {
      if (!isText(whole, MAX_CODE)) throw invalidProperties([name], 'It must be the code that was sent');
      change.verificationCode = whole;
    } else if (name === 'expires') change.expires = readExpires(whole);
    else if (name === 'types') change.types = readTypes(whole);
    else throw invalidProperties([name], 'It cannot be changed');
  }
  return change;
}

function readUrl(url: Json, listed: HostList): string {
  try {
    return requireOutgoingUrl(typeof url === 'string' ? url : '', listed).href;
  } catch (error) {
    throw isMailError(error) ? invalidProperties(['url'], error.message) : error;
  }
}

function readKeys(keys: Json): PushKeys | null {
  if (keys === null) return null;
  const { p256dh = null, auth = null } = isObject(keys) ? keys : {};
  const read = { p256dh: fromBase64Url(p256dh), auth: fromBase64Url(auth) };
  if (!arePushKeys(read)) throw invalidProperties(['keys'], 'These are not valid keys (RFC 8291)');
  return read;
}

function fromBase64Url(text: Json): Buffer {
  return typeof text === 'string' && /^[\w-]{1,200}={0,2}$/.test(text)
    ? Buffer.from(text, 'base64url')
    : Buffer.alloc(0);
}

function readTypes(types: Json): string[] | null {
  if (types === null) return null;
  if (!Array.isArray(types) || types.length > MAX_TYPES || !types.every((type) => isText(type, MAX_TYPE)))
    throw invalidProperties(['types'], 'It must be a short list of names');
  return types as string[];
}

/** RFC 8620 7.2: a time too far away is replaced by the latest possible one, which the response tells the client. */
function readExpires(expires: Json): Date {
  const latest = new Date(Math.floor(Date.now() / 1000) * 1000 + MAX_DAYS * DAY_MS);
  if (expires === null) return latest;
  const read = readUtcDate(expires);
  if (!read || read.getTime() <= Date.now()) throw invalidProperties(['expires'], 'It must be a UTCDate in the future');
  return read > latest ? latest : read;
}

function isText(value: Json, most: number): value is string {
  return typeof value === 'string' && value.length <= most && !/\p{Cc}/u.test(value);
}
