import type { Args } from '../../jmap/client.ts';
import type { Submission } from '../../jmap/types.ts';
import { type DeliveryWord, deliveryText } from '../../words/delivery/index.ts';
import { locale } from '../../words/index.ts';
import { call } from '../mail.ts';
import { refresh } from '../refresh.ts';
import { showError } from '../show-error.ts';
import { show } from '../toasts.ts';

type Refusals = Readonly<Record<string, { readonly reason?: string }>>;

/** Why nothing was tried; the first reason that applies is shown. */
const REASONS: readonly [reason: string, word: DeliveryWord][] = [
  ['tooSoon', 'tooSoon'],
  ['underWay', 'triesAlready'],
];

/** Tries the waiting deliveries to these recipients at once. */
export async function tryNow({ id }: Submission, recipients: readonly string[]): Promise<void> {
  const answer = await asked('EmailSubmission/retry', { id, recipients });
  if (!answer) return;
  const { retried, notRetried } = answer as { retried: string[]; notRetried: Refusals | null };
  const reasons = new Set(Object.values(notRetried ?? {}).map(({ reason }) => reason));
  const why = REASONS.find(([reason]) => reasons.has(reason))?.[1] ?? 'cannotTry';
  show(deliveryText(retried.length > 0 ? 'triedNow' : why));
}

/** Takes a message back from these recipients; tells for whom it was too late. */
export async function takeBackFrom({ id }: Submission, recipients: readonly string[]): Promise<void> {
  const answer = await asked('EmailSubmission/cancel', { id, recipients });
  if (!answer) return;
  const { canceled, notCanceled } = answer as { canceled: string[]; notCanceled: Refusals | null };
  const late = Object.keys(notCanceled ?? {});
  if (late.length === 0) show(deliveryText('doneTakeBack', { recipients: named(canceled) }));
  else if (canceled.length === 0) show(deliveryText('tooLate', { recipients: named(late) }));
  else show(deliveryText('partlyTakenBack', { recipients: named(canceled), others: named(late) }));
}

async function asked(method: string, args: Args): Promise<Args | undefined> {
  try {
    const [answer] = await call([[method, args]]);
    return answer;
  } catch (error) {
    showError(error);
    return undefined;
  } finally {
    void refresh(new Set(['EmailSubmission']));
  }
}

/** The most recipients that are named in a sentence. */
const MAX_NAMED = 3;

function named(recipients: readonly string[]): string {
  const more = recipients.length > MAX_NAMED ? ['…'] : [];
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format([...recipients.slice(0, MAX_NAMED), ...more]);
}
