import { invalidArgument, MethodError } from '../errors/method-error.ts';
import type { Limits } from '../limits.ts';
import { isId } from '../values/id.ts';
import { isObject, type JsonObject } from '../values/json.ts';
import type { Arguments } from './arguments.ts';

/** The arguments of RFC 8620 5.3. */
export interface SetArguments {
  readonly accountId: string;
  readonly ifInState: string | null;
  readonly create: readonly (readonly [creationId: string, object: JsonObject])[];
  readonly update: readonly (readonly [id: string, patch: JsonObject])[];
  readonly destroy: readonly string[];
}

/** Reads the arguments of a /set method. An id may be `#` and a creation id. Throws invalidArguments, requestTooLarge. */
export function readSet(args: Arguments, limits: Pick<Limits, 'maxObjectsInSet'>): SetArguments {
  const accountId = args.accountId();
  const ifInState = args.string('ifInState');
  const create = readObjects(args, 'create', isId);
  const update = readObjects(args, 'update', isIdOrReference);
  const destroy = args.ids('destroy') ?? [];
  requireFewInSet(create.length + update.length + destroy.length, limits);
  return { accountId, ifInState, create, update, destroy };
}

export function requireFewInSet(count: number, { maxObjectsInSet }: Pick<Limits, 'maxObjectsInSet'>): void {
  if (count > maxObjectsInSet)
    throw new MethodError('requestTooLarge', `One call changes at most ${maxObjectsInSet} objects`);
}

/** Returns the entries of an argument that maps ids to objects. */
export function readObjects(
  args: Arguments,
  name: string,
  isKey: (key: string) => boolean,
): (readonly [string, JsonObject])[] {
  const entries = Object.entries(args.object(name) ?? {});
  for (const [key, value] of entries) {
    if (!isKey(key)) throw invalidArgument(name, `${key.slice(0, 100)} is not a valid id`);
    if (!isObject(value)) throw invalidArgument(name, `${key} must be an object`);
  }
  return entries as [string, JsonObject][];
}

/** Does the same for a required argument. */
export function readRequiredObjects(
  ...[args, name, isKey]: Parameters<typeof readObjects>
): (readonly [string, JsonObject])[] {
  if (args.object(name) === null) throw invalidArgument(name, 'it must be an object');
  return readObjects(args, name, isKey);
}

function isIdOrReference(key: string): boolean {
  return isId(key.startsWith('#') ? key.slice(1) : key);
}

/** Returns the id itself, or the id that was created under the creation id after `#` (RFC 8620 5.3); undefined when none was. */
export function resolveId(id: string, createdIds: ReadonlyMap<string, string>): string | undefined {
  return id.startsWith('#') ? createdIds.get(id.slice(1)) : id;
}

/** Throws stateMismatch if the state differs (RFC 8620 5.3). */
export function requireState(ifInState: string | null, state: string): void {
  if (ifInState !== null && ifInState !== state)
    throw new MethodError('stateMismatch', `The current state is ${state}`);
}
