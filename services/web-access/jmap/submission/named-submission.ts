import { Arguments, type Call, invalidArgument, type JsonObject, readId, resolveId } from '@postroom/jmap';
import { readSubmissions, type Submission } from '@postroom/sending';
import type { SubmittedPlace } from '@postroom/transit';
import { accountOf, type Context } from '../context.ts';

/** The arguments of EmailSubmission/retry and /cancel. */
export interface NamedSubmission {
  readonly accountId: string;
  readonly account: number;
  readonly submission: Submission;
  /** Recipients as in deliveryStatus; null for all. */
  readonly recipients: readonly string[] | null;
}

export const NO_RECIPIENT = 'It was not sent to that recipient';

/** Reads `accountId`, `id` and `recipients`. Throws invalidArguments when there is no such submission. */
export async function namedSubmission(context: Context, args: JsonObject, call: Call): Promise<NamedSubmission> {
  const read = new Arguments(args);
  const accountId = read.accountId();
  const id = resolveId(read.requiredString('id'), call.createdIds);
  const recipients = read.ids('recipients');
  read.end();
  const account = await accountOf(context, accountId);
  const number = id === undefined ? undefined : readId('S', id);
  const [submission] =
    number === undefined ? [] : await readSubmissions(context.services.store.pool, account, [number]);
  if (!submission) throw invalidArgument('id', 'there is no such submission');
  return { accountId, account, submission, recipients };
}

/** Groups the places by recipient; a requested recipient that does not exist has no places. */
export function byRecipient(
  { recipients }: Pick<NamedSubmission, 'recipients'>,
  places: readonly SubmittedPlace[],
): [recipient: string, places: SubmittedPlace[]][] {
  const groups = Map.groupBy(places, ({ recipient }) => recipient);
  return (recipients ?? [...groups.keys()]).map((recipient) => [recipient, groups.get(recipient) ?? []]);
}
