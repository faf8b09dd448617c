import { MethodError } from '../errors/method-error.ts';
import type { Limits } from '../limits.ts';
import { type Json, type JsonObject, setOwn } from '../values/json.ts';
import type { Arguments } from './arguments.ts';

/** RFC 8620 5.1. */
export interface GetArguments {
  readonly accountId: string;
  /** Null: all there are. */
  readonly ids: readonly string[] | null;
  /** What is asked for, id included; null: what the type has as its default. */
  readonly properties: readonly string[] | null;
}

/** Reads what every /get has. Throws invalidArguments, requestTooLarge. */
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

/** Throws requestTooLarge; for all of a type too, when there are more than may be asked for at once (RFC 8620 5.1). */
export function requireFewObjects(count: number, { maxObjectsInGet }: Pick<Limits, 'maxObjectsInGet'>): void {
  if (count > maxObjectsInGet)
    throw new MethodError('requestTooLarge', `One call gets at most ${maxObjectsInGet} objects`);
}

/** The object with these properties and no others. */
export function pick(object: JsonObject, properties: readonly string[] | null): JsonObject {
  if (properties === null) return object;
  const picked: JsonObject = {};
  for (const name of properties) if (Object.hasOwn(object, name)) setOwn(picked, name, object[name] as Json);
  return picked;
}
