import { invalidArgument, MethodError } from '../errors/method-error.ts';
import { isId } from '../values/id.ts';
import type { JsonObject } from '../values/json.ts';
import type { Arguments } from './arguments.ts';

/** The arguments of RFC 8620 5.6, besides those of the query itself. */
export interface QueryChangesArguments {
  readonly sinceQueryState: string;
  readonly maxChanges: number | null;
  readonly upToId: string | null;
}

/** Reads the arguments of a /queryChanges method besides filter, sort and calculateTotal. Throws invalidArguments. */
export function readQueryChanges(args: Arguments): QueryChangesArguments {
  const sinceQueryState = args.requiredString('sinceQueryState');
  const maxChanges = args.unsignedInt('maxChanges');
  const upToId = args.string('upToId');
  if (upToId !== null && !isId(upToId)) throw invalidArgument('upToId', 'it must be an id');
  return { sinceQueryState, maxChanges, upToId };
}

export interface QueryChanges {
  /** Ids that may have been in the old result, or may have moved in it. */
  readonly removed: readonly string[];
  /** Those of them that are in the new result, and new ones, with their positions, ascending. */
  readonly added: readonly { readonly id: string; readonly index: number }[];
}

/**
 * Returns what to remove from the old result and to add to it to get the new one (RFC 8620 5.6). Unchanged ids must be in the same
 * order in both. Throws tooManyChanges.
 * @param result the ids of the new result
 * @param changed all ids that may have changed
 * @param end positions from here on do not interest the client
 */
export function queryChangesOf(
  result: readonly string[],
  changed: ReadonlySet<string>,
  maxChanges: number | null,
  end = result.length,
): QueryChanges {
  const added = result.slice(0, end).flatMap((id, index) => (changed.has(id) ? [{ id, index }] : []));
  if (maxChanges !== null && changed.size + added.length > maxChanges)
    throw new MethodError('tooManyChanges', `There are more than ${maxChanges} changes`);
  return { removed: [...changed], added };
}

/** Builds the response. @param total null when it was not asked for */
export function queryChangesResponse(
  { accountId, oldQueryState, newQueryState }: Record<'accountId' | 'oldQueryState' | 'newQueryState', string>,
  total: number | null,
  { removed, added }: QueryChanges,
): JsonObject {
  return {
    accountId,
    oldQueryState,
    newQueryState,
    ...(total !== null && { total }),
    removed: [...removed],
    added: added.map((each) => ({ ...each })),
  };
}
