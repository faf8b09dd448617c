import type { Queryable } from '@postroom/database';
import { formatId } from '@postroom/jmap';
import type { StateChange } from '@postroom/jmap/types';
import { changesState, ownMail, sharedStates } from '@postroom/mailbox';
import { sendingState } from '@postroom/sending';
import { ownQuotas } from './quota/own-quotas.ts';

/** Types whose changes are told, and which of an account's states each has. */
const STATES: ReadonlyMap<string, 'mail' | 'sending' | 'quota'> = new Map([
  ...['Email', 'Mailbox', 'Thread'].map((type) => [type, 'mail'] as const),
  ...['Identity', 'EmailSubmission', 'VacationResponse', 'ShareNotification'].map((type) => [type, 'sending'] as const),
  ['Quota', 'quota'],
]);

export const TYPES: readonly string[] = [...STATES.keys()];

/** Types of what others share. */
const SHARED_TYPES = ['Email', 'Mailbox', 'Thread'];

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
  const own = types.flatMap((type) => {
    const of = STATES.get(type) ?? 'mail';
    const isKnown = was === undefined || was[of] !== undefined;
    return !isKnown || was?.[of] === is?.[of] ? [] : [[type, is?.[of] ?? ''] as const];
  });
  const changed: Changed = own.length > 0 ? { [formatId('a', accountId)]: Object.fromEntries(own) } : {};
  const shown = SHARED_TYPES.filter((type) => types.includes(type));
  for (const [owner, state] of is?.shared ?? []) {
    if (shown.length > 0 && was?.shared.get(owner) !== state)
      changed[formatId('a', owner)] = Object.fromEntries(shown.map((type) => [type, state]));
  }
  return changed;
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
