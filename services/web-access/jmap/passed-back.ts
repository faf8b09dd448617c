import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject, type Method, own, pathOf, SetError } from '@postroom/jmap';
import type { Context } from './context.ts';

interface Known {
  /** The /get method of the type. */
  readonly get: Method<Context>;
  /** Undefined for a type whose /get takes no account. */
  readonly accountId?: string;
  /** The properties that a client may change. */
  readonly settable: readonly string[];
  readonly isProperty: (name: string) => boolean;
  /** Returns the arguments with which /get reads the object as the client did; nothing for types where arguments do not matter. */
  readonly askedFor?: (patch: JsonObject) => JsonObject;
  /** Whether a given value equals the present one, for properties that can be read in more than one way. */
  readonly isSame?: (name: string, given: Json, now: Json) => boolean;
}

/**
 * Returns a patch without the properties that already have the given value, if it names any that a client cannot set: whole objects may be
 * passed back (RFC 8620 5.3). Properties that differ stay, so that the /set refuses them. Throws invalidPatch for a path into a property
 * that a client cannot set, when the object does not have what the path leads through, and notFound.
 */
export async function withoutPassedBack(
  context: Context,
  {
    get,
    accountId,
    settable,
    isProperty,
    askedFor = () => ({}),
    isSame = (_name, given, now) => isDeepStrictEqual(given, now),
  }: Known,
  id: string | undefined,
  patch: JsonObject,
): Promise<JsonObject> {
  const paths = Object.keys(patch).map(pathOf);
  const inside = paths.filter(([name, ...rest]) => rest.length > 0 && !settable.includes(name));
  const properties = [...new Set(paths.map(([name]) => name))].filter(isProperty);
  if (id === undefined || (inside.length === 0 && properties.every((name) => settable.includes(name)))) return patch;
  const args = { ...(accountId !== undefined && { accountId }), ids: [id], properties, ...askedFor(patch) };
  const { list } = (await get.run(context, args, { createdIds: new Map() })) as unknown as { list: JsonObject[] };
  if (!list[0]) throw new SetError('notFound', 'It does not exist');
  const now = JSON.parse(JSON.stringify(list[0])) as JsonObject;
  for (const path of inside) requireParent(now, path);
  return Object.fromEntries(
    Object.entries(patch).filter(
      ([name, value]) => !Object.hasOwn(now, name) || !isSame(name, value, now[name] ?? null),
    ),
  );
}

/** RFC 8620 5.3: all parts of a path but the last must exist, and none may be an array. */
function requireParent(object: JsonObject, path: readonly string[]): void {
  let value: Json | undefined = object;
  for (const part of path.slice(0, -1)) value = isObject(value) ? own(value, part) : undefined;
  if (!isObject(value))
    throw new SetError('invalidPatch', `${path.join('/').slice(0, 100)} does not lead into an existing object`);
}
