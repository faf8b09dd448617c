import { transaction } from '@postroom/database';
import {
  Arguments,
  attempt,
  formatUtcDate,
  invalidProperties,
  type Json,
  type JsonObject,
  type Method,
  pick,
  readGet,
  readPatch,
  readSet,
  readUtcDate,
  SetError,
  SetResult,
} from '@postroom/jmap';
import { readVacation, sendingState, setVacation, type VacationResponse } from '@postroom/sending';
import { VACATION } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { changingSending } from '../own-changes.ts';
import { withoutPassedBack } from '../passed-back.ts';

/** The id of the only object (RFC 8621 8). */
const ID = 'singleton';
const PROPERTIES = ['id', 'isEnabled', 'fromDate', 'toDate', 'subject', 'textBody', 'htmlBody'];
const isProperty = (name: string): boolean => PROPERTIES.includes(name);
/** The longest subject, in characters. */
const MAX_SUBJECT = 998;
/** The longest body, in characters; the response is built anew for each sender. */
const MAX_BODY = 32 * 1024;

/** RFC 8621 8.1. */
export const vacationGet: Method<Context> = {
  name: 'VacationResponse/get',
  capability: VACATION,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(read, settings.limits, isProperty);
    read.end();
    const account = await accountOf(context, accountId);
    const state = await sendingState(store.pool, account);
    const object = vacationObject(await readVacation(store.pool, account));
    return {
      accountId,
      state,
      list: ids === null || ids.includes(ID) ? [pick(object, properties)] : [],
      notFound: (ids ?? []).filter((id) => id !== ID),
    };
  },
};

/** RFC 8621 8.2. */
export const vacationSet: Method<Context> = {
  name: 'VacationResponse/set',
  capability: VACATION,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ifInState, create, update, destroy } = readSet(read, settings.limits);
    read.end();
    const account = await accountOf(context, accountId);
    const result = new SetResult();
    const singleton = new SetError(
      'singleton',
      'There is exactly one vacation response; it cannot be created or destroyed',
    );
    const { oldState, newState } = await changingSending(context, account, ifInState, async () => {
      for (const [creationId] of create) result.failed('Created', creationId, singleton);
      for (const id of destroy) result.failed('Destroyed', id, singleton);
      const known = { get: vacationGet, accountId, settable: PROPERTIES.slice(1), isProperty };
      for (const [id, patch] of update) {
        await attempt(
          async () => {
            if (id !== ID) throw new SetError('notFound', `The only id is ${ID}`);
            const before = await readVacation(store.pool, account);
            const change = await withoutPassedBack(context, known, id, patch);
            const after = { ...before, ...readChange(change) };
            await transaction(store.pool, (tx) => setVacation(tx, account, after));
            result.updated(id);
          },
          (error) => result.failed('Updated', id, error),
        );
      }
    });
    return result.response(accountId, oldState, newState);
  },
};

function vacationObject({ isEnabled, fromDate, toDate, subject, textBody, htmlBody }: VacationResponse): JsonObject {
  return {
    id: ID,
    isEnabled,
    subject,
    textBody,
    htmlBody,
    fromDate: fromDate && formatUtcDate(fromDate),
    toDate: toDate && formatUtcDate(toDate),
  };
}

function readChange(patch: JsonObject): Partial<VacationResponse> {
  const change: Record<string, unknown> = {};
  for (const [name, value] of readPatch(patch)) {
    if (!('whole' in value)) throw new SetError('invalidPatch', `${name.slice(0, 100)} can be changed only as a whole`);
    change[name] = readProperty(name, value.whole);
  }
  return change;
}

function readProperty(name: string, value: Json): unknown {
  switch (name) {
    case 'isEnabled':
      if (value !== null && typeof value !== 'boolean') throw wrong(name);
      return value ?? false;
    case 'fromDate':
    case 'toDate': {
      const date = value === null ? null : readUtcDate(value);
      if (date === undefined) throw wrong(name);
      return date;
    }
    case 'subject':
      return textOrNull(name, value, MAX_SUBJECT, /\p{Cc}/u);
    case 'textBody':
    case 'htmlBody':
      return textOrNull(name, value, MAX_BODY, /\0/);
    default:
      throw invalidProperties([name], 'It is set by the server');
  }
}

function textOrNull(name: string, value: Json, most: number, never: RegExp): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || value.length > most || never.test(value)) throw wrong(name);
  return value;
}

function wrong(name: string): SetError {
  return invalidProperties([name], `${name} is invalid`);
}
