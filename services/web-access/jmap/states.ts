import type { Queryable } from '@postroom/database';
import { formatId } from '@postroom/jmap';
import type { StateChange } from '@postroom/jmap/types';
import { changesState, deliveryState, ownMail, sharedStates } from '@postroom/mailbox';
import { sendingState } from '@postroom/sending';
import { accountQuotas } from './quota/own-quotas.ts';

/** Returns the state of a type from the states of an account; undefined when it is not known. */
type StateOf = (states: Pick<States, 'mail' | 'sending' | 'quota'>) => string | undefined;

/** The types that have push notifications. */
const STATES: ReadonlyMap<string, StateOf> = new Map<string, StateOf>([
  ...['Email', 'Mailbox', 'Thread'].map((type) => [type, ({ mail }) => mail] as [string, StateOf]),
  ['EmailDelivery', ({ mail }) => deliveryState(mail)],
  ...['Identity', 'EmailSubmission', 'VacationResponse', 'ShareNotification'].map(
    (type) => [type, ({ sending }) => sending] as [string, StateOf],
  ),
  ['Quota', ({ quota }) => quota],
]);

export const TYPES: readonly string[] = [...STATES.keys()];

/** The types of shared data. */
const SHARED_TYPES = ['Email', 'Mailbox', 'Thread', 'EmailDelivery'];

/** Returns the states of an account and of the mail that others share with it, as one text that a client can give back later. */
export async function readStates(db: Queryable, accountId: number): Promise<string> {
  const quota = accountQuotas(db, accountId).then(({ state }) => state);
  const all = [changesState(db, ownMail(accountId)), sendingState(db, accountId), sharedStates(db, accountId), quota];
  return (await Promise.all(all)).join('/');
}

type Changed = Record<string, Readonly<Record<string, string>>>;

/**
 * Returns the types whose state has changed, with their new states, by account; all of them when `before` is unknown. An account that
 * shares nothing any more is left out: the session tells that.
 */
export function changedStates(
  accountId: number,
  types: readonly string[],
  before: string | undefined,
  now: string,
): Changed {
  const [was, is] = [parse(before), parse(now)];
  const own = is ? differing(types, was, is) : [];
  const changed: Changed = own.length > 0 ? { [formatId('a', accountId)]: Object.fromEntries(own) } : {};
  const shown = SHARED_TYPES.filter((type) => types.includes(type));
  for (const [owner, mail] of is?.shared ?? []) {
    const others = { sending: '', quota: undefined };
    const before = was?.shared.get(owner);
    const theirs = differing(shown, before === undefined ? undefined : { ...others, mail: before }, {
      ...others,
      mail,
    });
    if (theirs.length > 0) changed[formatId('a', owner)] = Object.fromEntries(theirs);
  }
  return changed;
}

/** Returns the types whose states differ, with the present states. A type that `was` does not contain is no change. */
function differing(
  types: readonly string[],
  was: Parameters<StateOf>[0] | undefined,
  is: Parameters<StateOf>[0],
): (readonly [type: string, state: string])[] {
  return types.flatMap((type) => {
    const stateOf = STATES.get(type);
    const state = stateOf?.(is);
    if (!stateOf || state === undefined) return [];
    const before = was && stateOf(was);
    const isKnown = was === undefined || before !== undefined;
    return isKnown && before !== state ? [[type, state] as const] : [];
  });
}

/** RFC 8620 7.1. */
export function stateChange(changed: Changed): StateChange {
  return { '@type': 'StateChange', changed };
}

/** Returns the accounts in the states, apart from the user's own. */
export function sharedIn(states: string): number[] {
  return [...(parse(states)?.shared.keys() ?? [])];
}

interface States {
  readonly mail: string;
  readonly sending: string;
  readonly shared: ReadonlyMap<number, string>;
  /** Undefined when the text of states does not contain it. */
  readonly quota: string | undefined;
}

function parse(states: string | undefined): States | undefined {
  const [mail, sending, shared = '', quota] = states?.split('/') ?? [];
  if (mail === undefined || sending === undefined) return undefined;
  const each = shared.split(',').flatMap((text) => {
    const [, owner, state = ''] = /^(\d{1,16})=(.+)$/.exec(text) ?? [];
    return owner === undefined ? [] : [[Number(owner), state] as const];
  });
  return { mail, sending, shared: new Map(each), quota };
}
