import { Arguments, type Method, pick, readGet, readId, requireFewObjects } from '@postroom/jmap';
import { readSubmissions, sendingState } from '@postroom/sending';
import { SUBMISSION } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { readKnown } from './known-progress.ts';
import { submissionObject, submissionProperties } from './submission-object.ts';

/** RFC 8621 7.1. */
export const submissionGet: Method<Context> = {
  name: 'EmailSubmission/get',
  capability: SUBMISSION,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const all = submissionProperties(context.using);
    const isProperty = (name: string): boolean => all.includes(name);
    const { accountId, ids, properties } = readGet(read, settings.limits, isProperty);
    read.end();
    const account = await accountOf(context, accountId);
    const state = await sendingState(store.pool, account);
    const numbers = ids?.map((id) => readId('S', id)).filter((id) => id !== undefined) ?? null;
    const submissions = await readSubmissions(store.pool, account, numbers);
    requireFewObjects(submissions.length, settings.limits);
    const known = await readKnown(context, account, submissions, (name) => properties?.includes(name) ?? true);
    const list = submissions.map((submission) =>
      pick(submissionObject(submission, known(submission)), properties ?? all),
    );
    context.budget.answer(JSON.stringify(list).length);
    return {
      accountId,
      state,
      list,
      notFound: (ids ?? []).filter((id) => !list.some((submission) => submission.id === id)),
    };
  },
};
