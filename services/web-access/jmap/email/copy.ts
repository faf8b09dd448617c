import { Arguments, invalidArgument, isId, type Method, readObjects, requireFewInSet } from '@postroom/jmap';
import { MAIL } from '../capabilities.ts';
import { accountOf, type Context, fromAccountOf } from '../context.ts';

/** RFC 8621 4.7. Who asks sees one account, and within an account nothing is copied this way (RFC 8620 5.4). */
export const emailCopy: Method<Context> = {
  name: 'Email/copy',
  capability: MAIL,
  run(context, args) {
    const read = new Arguments(args);
    const fromAccountId = read.accountId('fromAccountId');
    const accountId = read.accountId();
    for (const name of ['ifFromInState', 'ifInState', 'destroyFromIfInState']) read.string(name);
    const create = readObjects(read, 'create', isId);
    read.boolean('onSuccessDestroyOriginal', false);
    read.end();
    requireFewInSet(create.length, context.services.settings.limits);
    accountOf(context, accountId);
    fromAccountOf(context, fromAccountId);
    throw invalidArgument('fromAccountId', 'it is the same account');
  },
};
