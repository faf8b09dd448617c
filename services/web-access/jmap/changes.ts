import type { Pool } from '@postroom/database';
import {
  Arguments,
  formatId,
  type IdPrefix,
  type JsonObject,
  type Method,
  MethodError,
  readChanges,
} from '@postroom/jmap';
import { accountOf, type Context } from './context.ts';

/** A type that has changes. */
export interface ChangingType {
  readonly name: string;
  readonly prefix: IdPrefix;
  readonly capability: string;
}

interface Changes {
  readonly created: readonly number[];
  readonly updated: readonly number[];
  readonly destroyed: readonly number[];
  readonly newState: string;
  readonly hasMoreChanges: boolean;
}

type ReadChanges<Told extends Changes> = (
  pool: Pool,
  accountId: number,
  sinceState: string,
  maxChanges: number,
) => Promise<Told | null>;

/** A /changes method (RFC 8620 5.2). @param more what the type adds to the answer */
export function changesMethod<Told extends Changes>(
  { name, prefix, capability }: ChangingType,
  read: ReadChanges<Told>,
  more: (changes: Told) => JsonObject = () => ({}),
): Method<Context> {
  return {
    name: `${name}/changes`,
    capability,
    async run(context, args) {
      const { accountId, sinceState, maxChanges } = readChanges(new Arguments(args));
      const { store } = context.services;
      const account = accountOf(context, accountId);
      const changes = await read(store.pool, account, sinceState, maxChanges ?? Number.POSITIVE_INFINITY);
      if (!changes)
        throw new MethodError('cannotCalculateChanges', 'What changed since that state is not known any more');
      const ids = (numbers: readonly number[]): string[] => numbers.map((number) => formatId(prefix, number));
      const { created, updated, destroyed, newState, hasMoreChanges } = changes;
      return {
        ...{ accountId, oldState: sinceState, newState, hasMoreChanges },
        ...{ created: ids(created), updated: ids(updated), destroyed: ids(destroyed) },
        ...more(changes),
      };
    },
  };
}
