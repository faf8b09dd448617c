import type { Args } from '../../jmap/client.ts';
import { senderText } from '../../words/senders/index.ts';
import { call, isOfflineError, noteFailure } from '../mail.ts';
import { Refused, refusedOf, type SetError } from '../refused.ts';

/** What happens to mail of a sender from other servers; the server has such rules (docs/jmap.md). */
export type Rule = 'always' | 'never';

export interface SenderRule {
  readonly id: string;
  readonly rule: Rule;
  /** An address, a domain, or what the operator may have written: patterns with `*`, and networks. */
  readonly pattern: string;
}

const ALL = { ids: null, properties: ['rule', 'pattern'] };

/** Returns the person's own rules, in the order of their patterns. */
export async function readSenderRules(): Promise<SenderRule[]> {
  const [got] = await call([['SenderRule/get', ALL]]);
  return ((got?.list ?? []) as SenderRule[]).toSorted((one, other) => (one.pattern < other.pattern ? -1 : 1));
}

/** What was done: the rule that the sender had before, and the sender as the server writes it. */
export interface Given {
  readonly before: Rule | null;
  readonly pattern: string;
}

/**
 * Gives a sender a rule, or none (null). Throws Refused, RequestFailed.
 * @param sender an address or a domain, as typed; to take a rule away, as the server writes it
 */
export async function setSenderRule(sender: string, rule: Rule | null): Promise<Given> {
  if (rule === null) {
    const gone = (await readSenderRules()).find(({ pattern }) => pattern === sender);
    if (gone) await change({ destroy: [gone.id] });
    return { before: gone?.rule ?? null, pattern: sender };
  }
  const [got, answer] = await call([
    ['SenderRule/get', ALL],
    ['SenderRule/set', { create: { new: { pattern: sender, rule } } }],
  ]);
  const refused = refusedOf(answer) as (SetError & { readonly existingId?: string }) | undefined;
  if (!refused) {
    const made = (answer?.created as { new?: Partial<SenderRule> } | null)?.new;
    return { before: null, pattern: made?.pattern ?? sender };
  }
  const known = ((got?.list ?? []) as SenderRule[]).find(({ id }) => id === refused.existingId);
  if (!known) throw new Refused(refused);
  if (known.rule !== rule) await change({ update: { [known.id]: { rule } } });
  return { before: known.rule, pattern: known.pattern };
}

async function change(changes: Args): Promise<void> {
  const [answer] = await call([['SenderRule/set', changes]]);
  const refused = refusedOf(answer);
  if (refused && refused.type !== 'notFound') throw new Refused(refused);
}

/** Returns what is said when a sender has that rule. */
export function saidOf(sender: string, rule: Rule | null): string {
  return senderText(rule === null ? 'isAsBefore' : rule === 'always' ? 'isAlways' : 'isNever', { sender });
}

/** Returns why a rule was not set, in words. */
export function faultOf(error: unknown): string {
  noteFailure(error);
  if (isOfflineError(error)) return senderText('offline');
  if (!(error instanceof Refused)) return senderText('failed');
  return senderText(error.error.type === 'overQuota' ? 'tooMany' : 'wrong');
}
