import { transaction } from '@postroom/database';
import { type JsonObject, type Method, objectOrNull, SetError } from '@postroom/jmap';
import { markCanceled, noteProgress } from '@postroom/sending';
import { canBeTakenBack, lockPlaces, type SubmittedPlace, takePlacesBack } from '@postroom/transit';
import { QUEUE } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { byRecipient, NO_RECIPIENT, namedSubmission } from './named-submission.ts';

/**
 * Ours: takes back a submission for all or some of its waiting recipients, even if delivery was already tried. The response tells for whom
 * it is too late (docs/decisions/0286-try-now-and-take-back.md). A submission that then reaches nobody is canceled (RFC 8621 7).
 */
export const submissionCancel: Method<Context> = {
  name: 'EmailSubmission/cancel',
  capability: QUEUE,
  async run(context, args, call) {
    const named = await namedSubmission(context, args, call);
    const { accountId, account, submission } = named;
    const { store } = context.services;
    const places = await transaction(store.pool, async (tx) => {
      const places = await lockPlaces(tx, account, submission.mailId, named.recipients);
      const able = places.filter(canBeTakenBack);
      if (able.length === 0) return places;
      const isOver = await takePlacesBack(tx, submission.mailId, able);
      if (isOver) await markCanceled(tx, account, submission.id);
      else await noteProgress(tx, [{ accountId: account, mailId: submission.mailId }]);
      return places;
    });
    if (places.some(canBeTakenBack)) store.announce({ accountId: account, modseq: 0, mailboxIds: [] });
    const canceled: string[] = [];
    const notCanceled: [recipient: string, error: JsonObject][] = [];
    for (const [recipient, own] of byRecipient(named, places)) {
      // Recipients that were taken back earlier count as canceled.
      if (own.length > 0 && own.every((place) => canBeTakenBack(place) || place.state === 'cancelled'))
        canceled.push(recipient);
      else notCanceled.push([recipient, refusal(own).response()]);
    }
    return { accountId, id: String(args.id), canceled, notCanceled: objectOrNull(notCanceled) };
  },
};

function refusal(places: readonly SubmittedPlace[]): SetError {
  if (places.length === 0) return new SetError('notFound', NO_RECIPIENT);
  if (places.some(canBeTakenBack))
    return tooLate('someHaveIt', 'It was already sent to some recipients of that address');
  if (places.some(({ isUnderWay }) => isUnderWay)) return tooLate('underWay', 'It is being delivered right now');
  if (places.every(({ state }) => state === 'failed')) return tooLate('cameBack', 'It was already returned');
  return tooLate('handedOver', 'It was already handed to the next server or mailbox');
}

function tooLate(reason: string, description: string): SetError {
  return new SetError('cannotUnsend', description, { reason });
}
