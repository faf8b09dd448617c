import { MethodError } from '../errors/method-error.ts';
import type { Limits } from '../limits.ts';
import { type Json, type JsonObject, setOwn } from '../values/json.ts';
import type { Arguments } from './arguments.ts';

/** The arguments of RFC 8620 5.1. */
export interface GetArguments {
  readonly accountId: string;
  /** Null asks for all objects. */
  readonly ids: readonly string[] | null;
  /** The properties to return, including id; null for the default of the type. */
  readonly properties: readonly string[] | null;
}

/** Reads the arguments of a /get method. Throws invalidArguments, requestTooLarge. */
export function readGet(
  args: Arguments,
  limits: Pick<Limits, 'maxObjectsInGet'>,
  isProperty: (name: string) => boolean,
): GetArguments {
  const accountId = args.accountId();
  const ids = args.ids('ids');
  if (ids !== null) requireFewObjects(ids.length, limits);
  const named = args.names('properties', isProperty);
  return { accountId, ids, properties: named === null ? null : [...new Set(['id', ...named])] };
}

/** Throws requestTooLarge for too many objects, also when all of a type were asked for (RFC 8620 5.1). */
export function requireFewObjects(count: number, { maxObjectsInGet }: Pick<Limits, 'maxObjectsInGet'>): void {
  if (count > maxObjectsInGet)
    throw new MethodError('requestTooLarge', `One call gets at most ${maxObjectsInGet} objects`);
}

/** Returns the object with these properties only; null keeps all. */
export function pick(object: JsonObject, properties: readonly string[] | null): JsonObject {
  if (properties === null) return object;
  const picked: JsonObject = {};
  for (const name of properties) if (Object.hasOwn(object, name)) setOwn(picked, name, object[name] as Json);
  return picked;
}
