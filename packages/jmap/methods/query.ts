import { invalidArgument, MethodError } from '../errors/method-error.ts';
import { isId } from '../values/id.ts';
import { isObject, type Json, type JsonObject, own } from '../values/json.ts';
import type { Arguments } from './arguments.ts';

/** A FilterOperator (RFC 8620 5.5), or a condition of the type. */
export type Filter<Condition> =
  | { readonly operator: 'AND' | 'OR' | 'NOT'; readonly conditions: readonly Filter<Condition>[] }
  | { readonly condition: Condition };

/** A Comparator (RFC 8620 5.5). */
export interface Comparator {
  readonly property: string;
  readonly isAscending: boolean;
  /** RFC 8621 4.4.2: the keyword of hasKeyword, allInThreadHaveKeyword and someInThreadHaveKeyword. */
  readonly keyword: string | null;
}

/** The requested part of the result. */
export interface QueryWindow {
  readonly position: number;
  readonly anchor: string | null;
  readonly anchorOffset: number;
  /** Null asks for as many as the server returns at once. */
  readonly limit: number | null;
}

/** The filter and the order of a query. */
export interface Wanted<Condition> {
  readonly filter: Filter<Condition> | null;
  readonly sort: readonly Comparator[];
}

export interface QueryArguments<Condition> extends Wanted<Condition>, QueryWindow {
  readonly accountId: string;
  readonly calculateTotal: boolean;
}

export interface QueryGrammar<Condition> {
  /** Throws unsupportedFilter, invalidArguments. */
  readCondition(condition: JsonObject): Condition;
  isSortProperty(name: string): boolean;
  /** Returns whether a comparator with this property names a keyword. */
  isKeywordSort(name: string): boolean;
}

const MAX_FILTER_DEPTH = 20;
/** The most operators and conditions of one filter. */
export const MAX_CONDITIONS = 500;
const MAX_COMPARATORS = 10;

/** Reads the arguments of a /query method. Throws invalidArguments, unsupportedFilter, unsupportedSort. */
export function readQuery<Condition>(args: Arguments, grammar: QueryGrammar<Condition>): QueryArguments<Condition> {
  const accountId = args.accountId();
  const anchor = args.string('anchor');
  if (anchor !== null && !isId(anchor)) throw invalidArgument('anchor', 'it must be an id');
  return {
    accountId,
    ...readWanted(args, grammar),
    position: args.int('position') ?? 0,
    anchor,
    anchorOffset: args.int('anchorOffset') ?? 0,
    limit: args.unsignedInt('limit'),
    calculateTotal: args.boolean('calculateTotal', false),
  };
}

/** Reads filter and sort of /query and /queryChanges. Throws like readQuery. */
export function readWanted<Condition>(args: Arguments, grammar: QueryGrammar<Condition>): Wanted<Condition> {
  return {
    filter: readFilterOf(args, grammar.readCondition),
    sort: (args.array('sort') ?? []).map((each, index) => readComparator(each, index, grammar)),
  };
}

/** Reads the argument `filter` of a method that is no query. Throws like readQuery. */
export function readFilterOf<Condition>(
  args: Arguments,
  readCondition: (condition: JsonObject) => Condition,
): Filter<Condition> | null {
  const filter = args.object('filter');
  return filter === null ? null : readFilter(filter, { readCondition }, { left: MAX_CONDITIONS }, 0);
}

function readFilter<Condition>(
  value: Json,
  grammar: Pick<QueryGrammar<Condition>, 'readCondition'>,
  count: { left: number },
  depth: number,
): Filter<Condition> {
  if (!isObject(value)) throw invalidArgument('filter', 'a condition must be an object');
  if (--count.left < 0)
    throw new MethodError('unsupportedFilter', `A filter can have at most ${MAX_CONDITIONS} conditions`);
  if (depth > MAX_FILTER_DEPTH)
    throw new MethodError('unsupportedFilter', `A filter can have at most ${MAX_FILTER_DEPTH} levels`);
  const operator = own(value, 'operator');
  if (operator === undefined) return { condition: grammar.readCondition(value) };
  if (operator !== 'AND' && operator !== 'OR' && operator !== 'NOT') {
    throw invalidArgument('filter', 'an operator must be AND, OR or NOT');
  }
  const conditions = own(value, 'conditions');
  if (!Array.isArray(conditions)) throw invalidArgument('filter', 'conditions of an operator must be an array');
  if (Object.keys(value).length > 2)
    throw invalidArgument('filter', 'an operator can have no properties but conditions');
  return { operator, conditions: conditions.map((each) => readFilter(each, grammar, count, depth + 1)) };
}

function readComparator<Condition>(value: Json, index: number, grammar: QueryGrammar<Condition>): Comparator {
  if (!isObject(value)) throw invalidArgument('sort', 'a comparator must be an object');
  if (index >= MAX_COMPARATORS)
    throw new MethodError('unsupportedSort', `A sort can have at most ${MAX_COMPARATORS} comparators`);
  const property = own(value, 'property');
  const isAscending = own(value, 'isAscending') ?? true;
  const collation = own(value, 'collation') ?? null;
  const keyword = own(value, 'keyword') ?? null;
  if (typeof property !== 'string') throw invalidArgument('sort', 'a comparator needs a property');
  if (typeof isAscending !== 'boolean') throw invalidArgument('sort', 'isAscending must be a boolean');
  if (!grammar.isSortProperty(property))
    throw new MethodError('unsupportedSort', `Sorting by ${property.slice(0, 100)} is not supported`);
  // RFC 4790: the only collation that the session announces.
  if (collation !== null && collation !== 'i;unicode-casemap')
    throw new MethodError('unsupportedSort', 'The collation is not supported');
  if (!grammar.isKeywordSort(property)) return { property, isAscending, keyword: null };
  if (typeof keyword !== 'string') throw invalidArgument('sort', `${property} needs a keyword`);
  return { property, isAscending, keyword };
}

/**
 * Returns the requested part of the whole result (RFC 8620 5.5). Throws anchorNotFound.
 * @param maxIds the most ids of one response
 */
export function windowOf<Id>(
  all: readonly Id[],
  { position, anchor, anchorOffset, limit }: QueryWindow,
  anchorAt: (anchor: string) => number,
  maxIds: number,
): { position: number; ids: Id[] } {
  let from = position < 0 ? Math.max(all.length + position, 0) : position;
  if (anchor !== null) {
    const at = anchorAt(anchor);
    if (at < 0) throw new MethodError('anchorNotFound', 'The anchor is not among the results');
    from = Math.max(at + anchorOffset, 0);
  }
  const ids = all.slice(from, from + Math.min(limit ?? maxIds, maxIds));
  // RFC 8620 5.5: after the end there are no ids, and the position is the requested one.
  return { position: from, ids };
}

/**
 * Builds the response (RFC 8620 5.5).
 * @param total the number of all results, included if the client asked for it
 */
export function queryResponse(
  { accountId, calculateTotal }: Pick<QueryArguments<unknown>, 'accountId' | 'calculateTotal'>,
  { queryState, canCalculateChanges }: { queryState: string; canCalculateChanges: boolean },
  { position, ids }: { position: number; ids: string[] },
  total: number,
): JsonObject {
  return { accountId, queryState, canCalculateChanges, position, ids, ...(calculateTotal && { total }) };
}
