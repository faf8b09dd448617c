import { isDeepStrictEqual } from 'node:util';
import { isBodyProperty, isObject, type Json, type JsonObject, own } from '@postroom/jmap';

const PARTS = ['bodyStructure', 'textBody', 'htmlBody', 'attachments'];

/** A body can be read in many ways (RFC 8621 4.2). Returns the arguments that read it in the way in which the client passes it back. */
export function askedForBody(patch: JsonObject): JsonObject {
  const bodyProperties = [...new Set(PARTS.flatMap((name) => propertiesIn(own(patch, name) ?? null)))];
  return {
    ...(bodyProperties.length > 0 && { bodyProperties: bodyProperties.filter(isBodyProperty) }),
    ...(own(patch, 'bodyValues') !== undefined && { fetchAllBodyValues: true }),
  };
}

/** Whether the client passes a property back unchanged; of the body it may pass back only the part that it read. */
export function isSameOfEmail(name: string, given: Json, now: Json): boolean {
  if (name === 'bodyValues') return isObject(given) && isObject(now) && areSameValues(given, now);
  return PARTS.includes(name) ? isWithin(given, now) : isDeepStrictEqual(given, now);
}

function propertiesIn(parts: Json): string[] {
  if (Array.isArray(parts)) return parts.flatMap(propertiesIn);
  return isObject(parts) ? [...Object.keys(parts), ...propertiesIn(own(parts, 'subParts') ?? null)] : [];
}

function areSameValues(given: JsonObject, now: JsonObject): boolean {
  return Object.entries(given).every(([partId, value]) => {
    const whole = own(now, partId);
    if (!isObject(value) || !isObject(whole)) return false;
    if (value.isTruncated !== true || typeof value.value !== 'string') return isDeepStrictEqual(value, whole);
    return typeof whole.value === 'string' && whole.value.startsWith(value.value);
  });
}

function isWithin(given: Json, now: Json): boolean {
  if (Array.isArray(given) && Array.isArray(now))
    return given.length === now.length && given.every((each, index) => isWithin(each, now[index] ?? null));
  if (!isObject(given) || !isObject(now)) return isDeepStrictEqual(given, now);
  return Object.entries(given).every(([name, value]) => Object.hasOwn(now, name) && isWithin(value, now[name] ?? null));
}
