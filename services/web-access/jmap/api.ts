import { setImmediate as breath } from 'node:timers/promises';
import type { Authenticated } from '@postroom/directory';
import { dispatch, type Invocation, type Json, MethodError, methodTable, readParsedRequest } from '@postroom/jmap';
import type { Services } from '../services.ts';
import { CAPABILITIES } from './capabilities.ts';
import type { Context } from './context.ts';
import { methodErrorOf } from './errors.ts';
import { methods } from './methods.ts';
import { RequestBudget } from './request-budget.ts';
import { stillThere } from './still-there.ts';

const table = methodTable(methods);

export type Api = ReturnType<typeof createApi>;

/** Makes the function that carries out one request and returns the response (RFC 8620 3.4). It throws RequestError. */
export function createApi(services: Services) {
  const { limits } = services.settings;
  return async (
    parsed: Json,
    { login, client, isGone }: Pick<Context, 'login' | 'client'> & { readonly isGone: () => boolean },
    session: Promise<{ readonly state: string }>,
  ): Promise<object> => {
    const request = readParsedRequest(parsed, limits, CAPABILITIES);
    let began = performance.now();
    const response = await dispatch(
      request,
      table,
      {
        services,
        login,
        client,
        budget: new RequestBudget(),
        using: request.using,
        alive: stillThere(request.methodCalls, isGone),
      },
      {
        onError: (error, invocation) => methodErrorOf(error) ?? unexpected(error, invocation, login),
        onDone(name) {
          services.metrics.commandTook(table.has(name) ? name : 'unknown', performance.now() - began);
          began = performance.now();
        },
        breath,
      },
    );
    return { ...response, sessionState: (await session).state };
  };

  function unexpected(error: unknown, { name }: Invocation, { address }: Authenticated): MethodError {
    services.log.error({ err: error, method: name, account: address }, 'method failed');
    return new MethodError('serverFail', 'Internal error; see the log of the server');
  }
}
