import { Arguments, type Method, MethodError, readQueryChanges } from '@postroom/jmap';
import { SUBMISSION } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';

/** RFC 8621 7.4. What has changed in a result is not worked out: the query says canCalculateChanges false, and a client asks again. */
export const submissionQueryChanges: Method<Context> = {
  name: 'EmailSubmission/queryChanges',
  capability: SUBMISSION,
  async run(context, args) {
    const read = new Arguments(args);
    await accountOf(context, read.accountId());
    readQueryChanges(read);
    for (const name of ['filter', 'sort', 'calculateTotal']) read.value(name);
    read.end();
    throw new MethodError('cannotCalculateChanges', 'Ask again for the part of the result that is shown');
  },
};
