import {
  Arguments,
  formatUtcDate,
  type JsonObject,
  type Method,
  MethodError,
  pick,
  requireFewObjects,
} from '@postroom/jmap';
import { readSubscriptions } from '@postroom/push';
import { CORE } from '../capabilities.ts';
import type { Context } from '../context.ts';

export const PUSH_PROPERTIES = ['id', 'deviceClientId', 'verificationCode', 'expires', 'types'];
/** Properties that are never returned, because they may be as good as a password (RFC 8620 7.2.1). */
const SECRET = ['url', 'keys'];

/** RFC 8620 7.2.1: subscriptions belong to the credentials that made them, not to an account, and have no state. */
export const pushSubscriptionGet: Method<Context> = {
  name: 'PushSubscription/get',
  capability: CORE,
  async run({ services, login }, args) {
    const read = new Arguments(args);
    const ids = read.ids('ids');
    const named = read.names('properties', (name) => PUSH_PROPERTIES.includes(name) || SECRET.includes(name));
    read.end();
    if (ids !== null) requireFewObjects(ids.length, services.settings.limits);
    if (named?.some((name) => SECRET.includes(name))) throw new MethodError('forbidden', 'url and keys cannot be read');
    const properties = named && [...new Set(['id', ...named])];
    const all: JsonObject[] = (await readSubscriptions(services.store.pool, login)).map(
      ({ types, expires, ...others }) => ({ ...others, types: types && [...types], expires: formatUtcDate(expires) }),
    );
    return {
      list: all.filter(({ id }) => ids === null || ids.includes(id as string)).map((each) => pick(each, properties)),
      notFound: (ids ?? []).filter((id) => !all.some((each) => each.id === id)),
    };
  },
};
