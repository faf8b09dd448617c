import { invalidArgument, MethodError } from '../errors/method-error.ts';
import { isId } from '../values/id.ts';
import type { JsonObject } from '../values/json.ts';
import type { Arguments } from './arguments.ts';

/** RFC 8620 5.6, beside what the query itself has. */
export interface QueryChangesArguments {
  readonly sinceQueryState: string;
  readonly maxChanges: number | null;
  readonly upToId: string | null;
}

/** Reads what every /queryChanges has beside filter, sort and calculateTotal. Throws invalidArguments. */
export function readQueryChanges(args: Arguments): QueryChangesArguments {
  const sinceQueryState = args.requiredString('sinceQueryState');
  const maxChanges = args.unsignedInt('maxChanges');
  const upToId = args.string('upToId');
  if (upToId !== null && !isId(upToId)) throw invalidArgument('upToId', 'it is no id');
  return { sinceQueryState, maxChanges, upToId };
}

export interface QueryChanges {
  /** Ids that may have been in the result, or may stand elsewhere in it now. */
  readonly removed: readonly string[];
  /** Those of them that are in it now, and new ones, with their places, ascending. */
  readonly added: readonly { readonly id: string; readonly index: number }[];
}

/**
 * What has to be taken out of the old result and put into it to make the new one (RFC 8620 5.6), where what did not change stands in
 * the same order in both. Throws tooManyChanges.
 * @param result the ids of the new result
 * @param changed everything that may have changed
 * @param end places from there on are of no interest
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

/** The response. @param total null when it was not asked for */
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
