import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject, Method } from '@postroom/jmap';
import type { Context } from './context.ts';

interface Known {
  /** The /get of the type. */
  readonly get: Method<Context>;
  readonly accountId: string;
  /** What a client may change. */
  readonly settable: readonly string[];
  readonly isProperty: (name: string) => boolean;
  /** What else the /get is asked for to say the same as a client has read; nothing where that does not depend on what it asked for. */
  readonly askedFor?: (patch: JsonObject) => JsonObject;
  /** Whether a property that is read in more ways than one is as it is given. */
  readonly isSame?: (name: string, given: Json, now: Json) => boolean;
}

/**
 * A patch without what it says of an object that is so already, where it says more than a client may change: whole objects may be passed back
 * (RFC 8620 5.3). What differs stays, for the /set to refuse.
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
