import type { Submission } from '../../jmap/types.ts';
import { deliveryText } from '../../words/delivery/index.ts';
import { text } from '../../words/index.ts';
import { inBatches } from '../conversations.ts';
import { call, client, isOfflineError } from '../mail.ts';
import { isToGo } from './is-to-go.ts';
import { readPending } from './read-pending.ts';

/**
 * Reads which of these emails still wait to be sent. They are sent even when the email is deleted (RFC 8621 7), so a person who deletes one
 * must be told. Without a connection the result is empty.
 * @param accountId the account of the emails; submissions of other accounts cannot be read
 * @param emailIds null: all emails
 */
export async function readToGo(accountId: string, emailIds: readonly string[] | null): Promise<Submission[]> {
  if (accountId !== client().accountId || emailIds?.length === 0) return [];
  const found: Submission[] = [];
  try {
    for (const some of emailIds ? inBatches(emailIds) : [null])
      found.push(...(await readPending(call, client().maxObjects, some && { emailIds: some })).filter(isToGo));
  } catch (error) {
    if (!isOfflineError(error)) throw error;
  }
  return found;
}

/** Returns the emails that may be deleted: those that do not wait to be sent. */
export async function withoutToGo<Email extends { readonly id: string }>(
  accountId: string,
  emails: readonly Email[],
): Promise<Email[]> {
  const toGo = await readToGo(
    accountId,
    emails.map(({ id }) => id),
  );
  const staying = new Set(toGo.map(({ emailId }) => emailId));
  return emails.filter(({ id }) => !staying.has(id));
}

/** Counts of emails that were not deleted. */
export interface Kept {
  /** All of them. */
  readonly kept: number;
  /** Those that still wait to be sent. */
  readonly toGo: number;
}

/** Adds several counts. */
export function sumOf(all: readonly Kept[]): Kept {
  return all.reduce((sum, { kept, toGo }) => ({ kept: sum.kept + kept, toGo: sum.toGo + toGo }), { kept: 0, toGo: 0 });
}

/** Returns the message that tells why some emails are still there; empty where none is. */
export function whyKept({ kept, toGo }: Kept): string {
  const others = kept - toGo;
  return [
    ...(others > 0 ? [text('done.notDeleted', { count: others })] : []),
    ...(toGo > 0 ? [deliveryText('keptToGo', { count: toGo })] : []),
  ].join(' ');
}
