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
import type { MailView } from '@postroom/mailbox';
import { accountOf, type Context, mailOf } from './context.ts';

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

type Read<Of, Told extends Changes> = (
  pool: Pool,
  of: Of,
  sinceState: string,
  maxChanges: number,
) => Promise<Told | null>;

type ReadChanges<Told extends Changes> = (
  context: Context,
  accountId: string,
  sinceState: string,
  maxChanges: number,
) => Promise<Told | null>;

/** Reads changes of mail, in the user's own account or a shared one. */
export function inMail<Told extends Changes>(read: Read<MailView, Told>): ReadChanges<Told> {
  return async (context, accountId, ...since) =>
    read(context.services.store.pool, await mailOf(context, accountId), ...since);
}

/** Reads changes of data that exists only in the user's own account. */
export function inAccount<Told extends Changes>(read: Read<number, Told>): ReadChanges<Told> {
  return async (context, accountId, ...since) =>
    read(context.services.store.pool, await accountOf(context, accountId), ...since);
}

/** Makes a /changes method (RFC 8620 5.2). @param more returns what the type adds to the response */
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
      const changes = await read(context, accountId, sinceState, maxChanges ?? Number.POSITIVE_INFINITY);
      if (!changes) throw new MethodError('cannotCalculateChanges', 'The changes since that state are no longer known');
      const ids = (numbers: readonly number[]): string[] => numbers.map((number) => formatId(prefix, number));
      const { created, updated, destroyed, newState, hasMoreChanges } = changes;
      return {
        accountId,
        oldState: sinceState,
        newState,
        hasMoreChanges,
        created: ids(created),
        updated: ids(updated),
        destroyed: ids(destroyed),
        ...more(changes),
      };
    },
  };
}
