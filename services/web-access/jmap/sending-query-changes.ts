import {
  Arguments,
  type Filter,
  formatId,
  type IdPrefix,
  type Method,
  MethodError,
  type QueryGrammar,
  queryChangesOf,
  queryChangesResponse,
  readQueryChanges,
  readWanted,
  type Wanted,
} from '@postroom/jmap';
import { type SendingKind, sendingChanges, sendingState } from '@postroom/sending';
import { allChanges } from './all-changes.ts';
import { accountOf, type Context } from './context.ts';
import { inOneMoment } from './in-one-moment.ts';

/** A type whose queries use only properties that never change. */
interface QueriedType<Condition> {
  readonly name: string;
  readonly prefix: IdPrefix;
  readonly capability: string;
  readonly kind: SendingKind;
  readonly grammar: QueryGrammar<Condition>;
  /** Whether a filter uses a property that may change after all, without a change of the state. */
  readonly isByMutable?: (filter: Filter<Condition> | null) => boolean;
  find(context: Context, account: number, wanted: Wanted<Condition>): Promise<string[]>;
}

/** Makes a /queryChanges method (RFC 8620 5.6): only created and destroyed objects can change the result. */
export function sendingQueryChanges<Condition>(type: QueriedType<Condition>): Method<Context> {
  const { name, prefix, capability, kind, grammar, isByMutable = () => false, find } = type;
  return {
    name: `${name}/queryChanges`,
    capability,
    async run(context, args) {
      const { pool } = context.services.store;
      const read = new Arguments(args);
      const accountId = read.accountId();
      const { sinceQueryState, maxChanges, upToId } = readQueryChanges(read);
      const wanted = readWanted(read, grammar);
      const calculateTotal = read.boolean('calculateTotal', false);
      read.end();
      const account = await accountOf(context, accountId);
      if (isByMutable(wanted.filter))
        throw new MethodError('cannotCalculateChanges', 'Changes cannot be calculated for this filter: query again');
      return inOneMoment(async () => {
        const { created, destroyed, newState } = await allChanges(
          (...[, , since, most]) => sendingChanges(pool, account, kind, since, most),
          pool,
          account,
          sinceQueryState,
        );
        const changed = new Set([...created, ...destroyed].map((id) => formatId(prefix, id)));
        const result = await find(context, account, wanted);
        // All places must belong to the same state.
        if ((await sendingState(pool, account)) !== newState) return undefined;
        const last = upToId === null ? -1 : result.indexOf(upToId);
        const changes = queryChangesOf(result, changed, maxChanges, last < 0 ? undefined : last + 1);
        const states = { accountId, oldQueryState: sinceQueryState, newQueryState: newState };
        return queryChangesResponse(states, calculateTotal ? result.length : null, changes);
      });
    },
  };
}
