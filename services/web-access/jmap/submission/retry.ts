import { transaction } from '@postroom/database';
import { type JsonObject, type Method, objectOrNull, SetError } from '@postroom/jmap';
import { noteTry } from '@postroom/sending';
import { canBeTried, lockPlaces, makeDue, type SubmittedPlace } from '@postroom/transit';
import { QUEUE } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { byRecipient, NO_RECIPIENT, namedSubmission } from './named-submission.ts';

/** The shortest time between two retries of a submission: other servers count our attempts. */
export const RETRY_SECONDS = 60;

/** Ours: makes waiting deliveries of a submission due now, for all or some of its recipients (docs/decisions/0286-try-now-and-take-back.md). */
export const submissionRetry: Method<Context> = {
  name: 'EmailSubmission/retry',
  capability: QUEUE,
  async run(context, args, call) {
    const named = await namedSubmission(context, args, call);
    const { accountId, account, submission } = named;
    const { store, queue, log } = context.services;
    const { places, isGranted } = await transaction(store.pool, async (tx) => {
      const places = await lockPlaces(tx, account, submission.mailId, named.recipients);
      const able = places.filter(canBeTried);
      const isGranted = able.length > 0 && (await noteTry(tx, account, submission.id, RETRY_SECONDS));
      if (isGranted) await makeDue(tx, submission.mailId, able);
      return { places, isGranted };
    });
    const retried: string[] = [];
    const notRetried: [recipient: string, error: JsonObject][] = [];
    for (const [recipient, own] of byRecipient(named, places)) {
      if (own.some(canBeTried) && isGranted) retried.push(recipient);
      else notRetried.push([recipient, refusal(own).response()]);
    }
    if (isGranted) {
      store.announce({ accountId: account, modseq: 0, mailboxIds: [] });
      const due = places.filter(canBeTried);
      // If Redis does not get the notice, the sweeper finds what is due.
      await Promise.all([
        queue.file(due.flatMap(({ id, accountId: here }) => (here === null ? [] : id))),
        queue.relay(due.flatMap(({ destination }) => destination ?? [])),
      ]).catch((error: unknown) =>
        log.warn({ err: error }, 'a retried mail is delivered late: Redis could not be notified'),
      );
    }
    return { accountId, id: String(args.id), retried, notRetried: objectOrNull(notRetried) };
  },
};

function refusal(places: readonly SubmittedPlace[]): SetError {
  const waiting = places.filter(({ state }) => state === 'queued');
  if (places.some(canBeTried)) {
    const description = `You already retried it less than ${RETRY_SECONDS} seconds ago`;
    return new SetError('rateLimit', description, { reason: 'tooSoon', seconds: RETRY_SECONDS });
  }
  if (waiting.some(({ isUnderWay }) => isUnderWay)) return not('underWay', 'It is being tried right now');
  if (waiting.some(({ isHeld }) => isHeld)) return not('held', 'It is held by the operator of this server');
  if (waiting.length > 0) return not('scheduled', 'It is scheduled to be sent later');
  return places.length > 0
    ? not('over', 'No delivery to that recipient is waiting')
    : new SetError('notFound', NO_RECIPIENT);
}

function not(reason: string, description: string): SetError {
  return new SetError('forbidden', description, { reason });
}
