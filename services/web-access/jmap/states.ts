import type { Queryable } from '@postroom/database';
import { formatId } from '@postroom/jmap';
import type { StateChange } from '@postroom/jmap/types';
import { changesState } from '@postroom/mailbox';
import { sendingState } from '@postroom/sending';

/** Types whose changes are told, and which of an account's two states each has. */
const STATES: ReadonlyMap<string, 'mail' | 'sending'> = new Map([
  ...['Email', 'Mailbox', 'Thread'].map((type) => [type, 'mail'] as const),
  ...['Identity', 'EmailSubmission', 'VacationResponse'].map((type) => [type, 'sending'] as const),
]);

export const TYPES: readonly string[] = [...STATES.keys()];

/** Both states of an account as one text, with which a client can come back. */
export async function readStates(db: Queryable, accountId: number): Promise<string> {
  return (await Promise.all([changesState(db, accountId), sendingState(db, accountId)])).join('/');
}

/** The states of those of the types that are others than they were; of all when it is not known what they were. */
export function changedStates(
  types: readonly string[],
  before: string | undefined,
  now: string,
): Record<string, string> {
  const [was, is] = [parse(before), parse(now)];
  return Object.fromEntries(
    types.flatMap((type) => {
      const of = STATES.get(type) ?? 'mail';
      return was?.[of] === is?.[of] ? [] : [[type, is?.[of] ?? '']];
    }),
  );
}

/** RFC 8620 7.1. */
export function stateChange(accountId: number, changed: Readonly<Record<string, string>>): StateChange {
  return { '@type': 'StateChange', changed: { [formatId('a', accountId)]: changed } };
}

function parse(states: string | undefined): { mail: string; sending: string } | undefined {
  const [mail, sending] = states?.split('/') ?? [];
  return mail === undefined || sending === undefined ? undefined : { mail, sending };
}
