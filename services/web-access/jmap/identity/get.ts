import { Arguments, type Method, pick, readGet } from '@postroom/jmap';
import { sendingState } from '@postroom/sending';
import { SUBMISSION } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { IDENTITY_PROPERTIES, identityObject } from './identity-object.ts';
import { ownIdentities } from './own-identities.ts';

/** RFC 8621 6.1. */
export const identityGet: Method<Context> = {
  name: 'Identity/get',
  capability: SUBMISSION,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(read, settings.limits, (name) => IDENTITY_PROPERTIES.includes(name));
    read.end();
    const account = await accountOf(context, accountId);
    const state = await sendingState(store.pool, account);
    const all = (await ownIdentities(context)).map(identityObject);
    return {
      accountId,
      state,
      list: all.filter(({ id }) => ids === null || ids.includes(id as string)).map((each) => pick(each, properties)),
      notFound: (ids ?? []).filter((id) => !all.some((identity) => identity.id === id)),
    };
  },
};
