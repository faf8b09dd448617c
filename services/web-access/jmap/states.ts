import type { Queryable } from '@postroom/database';
import { formatId } from '@postroom/jmap';
import type { StateChange } from '@postroom/jmap/types';
import { changesState, deliveryState, ownMail, sharedStates } from '@postroom/mailbox';
import { sendingState } from '@postroom/sending';
import { ownQuotas } from './quota/own-quotas.ts';

/** Of a type, its state in those of an account; undefined: it is not known. */
type StateOf = (states: Pick<States, 'mail' | 'sending' | 'quota'>) => string | undefined;

/** Types whose changes are told. */
const STATES: ReadonlyMap<string, StateOf> = new Map<string, StateOf>([
  ...['Email', 'Mailbox', 'Thread'].map((type) => [type, ({ mail }) => mail] as [string, StateOf]),
  ['EmailDelivery', ({ mail }) => deliveryState(mail)],
  ...['Identity', 'EmailSubmission', 'VacationResponse', 'ShareNotification'].map(
    (type) => [type, ({ sending }) => sending] as [string, StateOf],
  ),
  ['Quota', ({ quota }) => quota],
]);

export const TYPES: readonly string[] = [...STATES.keys()];

/** Types of what others share. */
const SHARED_TYPES = ['Email', 'Mailbox', 'Thread', 'EmailDelivery'];

/** The states of an account and of what others share with it as one text, with which a client can come back. */
export async function readStates(db: Queryable, accountId: number): Promise<string> {
  const quota = ownQuotas(db, accountId).then(({ state }) => state);
  const all = [changesState(db, ownMail(accountId)), sendingState(db, accountId), sharedStates(db, accountId), quota];
  return (await Promise.all(all)).join('/');
}

type Changed = Record<string, Readonly<Record<string, string>>>;

/**
 * The states of those of the types that are others than they were, by account; of all when it is not known what they were. An account
 * of which nothing is shared any more is not told of: the session is another one.
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

/** The types whose states are others than they were, with what they are. What was not told before is not told as a change. */
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

/** The accounts of which states tell, beside one's own. */
export function sharedIn(states: string): number[] {
  return [...(parse(states)?.shared.keys() ?? [])];
}

interface States {
  readonly mail: string;
  readonly sending: string;
  readonly shared: ReadonlyMap<number, string>;
  /** Undefined: whoever told the states told nothing of it yet. */
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
