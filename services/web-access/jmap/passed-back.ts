import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject, Method } from '@postroom/jmap';
import type { Context } from './context.ts';

interface Known {
  /** The /get method of the type. */
  readonly get: Method<Context>;
  readonly accountId: string;
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
 * passed back (RFC 8620 5.3). Properties that differ stay, so that the /set refuses them.
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
  const properties = Object.keys(patch).filter(isProperty);
  if (id === undefined || properties.every((name) => settable.includes(name))) return patch;
  const args = { accountId, ids: [id], properties, ...askedFor(patch) };
  const { list } = (await get.run(context, args, { createdIds: new Map() })) as unknown as { list: JsonObject[] };
  const now = JSON.parse(JSON.stringify(list[0] ?? {})) as JsonObject;
  return Object.fromEntries(
    Object.entries(patch).filter(
      ([name, value]) => !Object.hasOwn(now, name) || !isSame(name, value, now[name] ?? null),
    ),
  );
}
