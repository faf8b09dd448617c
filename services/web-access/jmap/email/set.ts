import {
  Arguments,
  attempt,
  invalidProperties,
  isEmailProperty,
  type JsonObject,
  type Method,
  type PropertyPatch,
  readId,
  readPatch,
  readSet,
  resolveId,
  type SetArguments,
  SetError,
  SetResult,
} from '@postroom/jmap';
import { changeEmails, type EmailChange, type MailView, readEmails, type SetChange } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { setErrorOf } from '../errors.ts';
import { changing } from '../own-changes.ts';
import { withoutPassedBack } from '../passed-back.ts';
import { createEmail } from './create/create-email.ts';
import { emailGet } from './get.ts';
import { keywordOf, limitOfEmail, mailboxOf, trueSet } from './items.ts';
import { askedForBody, isSameOfEmail } from './passed-back-body.ts';
import { readSnoozed } from './snoozed.ts';

/** RFC 8621 4.6. */
export const emailSet: Method<Context> = {
  name: 'Email/set',
  capability: MAIL,
  async run(context, args, { createdIds }) {
    const { settings } = context.services;
    const read = new Arguments(args);
    const asked = readSet(read, settings.limits);
    read.end();
    const { accountId, ifInState } = asked;
    const view = await mailOf(context, accountId);
    const result = new SetResult(createdIds);
    const { oldState, newState } = await changing(context, view, ifInState, (own) =>
      carryOut(own, view, asked, createdIds, result),
    );
    return result.response(accountId, oldState, newState);
  },
};

async function carryOut(
  context: Context,
  view: MailView,
  asked: SetArguments,
  createdIds: Map<string, string>,
  result: SetResult,
): Promise<void> {
  const { store } = context.services;
  for (const [creationId, object] of asked.create) {
    await attempt(
      async () => {
        const made = await createEmail(context, view, object, createdIds);
        createdIds.set(creationId, made.id as string);
        result.created(creationId, made);
      },
      (error) => result.failed('Created', creationId, error),
    );
  }
  const destroy = new Map<number, string>();
  for (const given of asked.destroy) {
    const number = numberOf(given, createdIds);
    if (number === undefined) result.failed('Destroyed', given, notFound());
    else destroy.set(number, given);
  }
  const known = {
    get: emailGet,
    accountId: asked.accountId,
    settable: CHANGEABLE,
    isProperty: isEmailProperty,
    askedFor: askedForBody,
    isSame: isSameOfEmail,
  };
  const update = new Map<number, string>();
  const changes: EmailChange[] = [];
  for (const [given, patch] of asked.update) {
    await attempt(
      async () => {
        const number = numberOf(given, createdIds);
        if (number === undefined) throw notFound();
        if (destroy.has(number)) throw new SetError('willDestroy', 'It is also destroyed by this call');
        const change = async (): Promise<EmailChange> =>
          changeOf(number, await withoutPassedBack(context, known, resolveId(given, createdIds), patch), createdIds);
        // RFC 8620 5.3: what is not there is notFound, whatever the patch says.
        const refuse = async (error: unknown): Promise<never> => {
          throw (await isThere(context, view, number)) ? error : notFound();
        };
        changes.push(await change().catch(refuse));
        update.set(number, given);
      },
      (error) => result.failed('Updated', given, error),
    );
  }
  const refused = await changeEmails(store, view, { update: changes, destroy: [...destroy.keys()] });
  for (const [number, given] of update) {
    const error = refused.get(number);
    if (error) result.failed('Updated', given, refusal(setErrorOf(error)));
    else result.updated(given);
  }
  for (const [number, given] of destroy) {
    const error = refused.get(number);
    if (error) result.failed('Destroyed', given, setErrorOf(error));
    else result.destroyed(given);
  }
}

async function isThere({ services: { store } }: Context, view: MailView, id: number): Promise<boolean> {
  return (await Array.fromAsync(readEmails(store.pool, view, [id]))).flat().length > 0;
}

function notFound(): SetError {
  return new SetError('notFound', 'There is no such email');
}

/** Returns the error of one email for an error of the whole operation, with the type that RFC 8621 4.6 defines for it. */
function refusal(error: SetError): SetError {
  if (/snoozed/.test(error.message)) return invalidProperties(['snoozed'], error.message);
  if (error.type === 'invalidProperties' || error.message === 'There is no such mailbox')
    return invalidProperties(['mailboxIds'], error.message);
  return limitOfEmail(error);
}

function numberOf(given: string, createdIds: ReadonlyMap<string, string>): number | undefined {
  const id = resolveId(given, createdIds);
  return id === undefined ? undefined : readId('E', id);
}

const CHANGEABLE = ['keywords', 'mailboxIds', 'snoozed'];

/** Reads a patch of an email, of which only the CHANGEABLE properties may change. Throws SetError. */
function changeOf(id: number, patch: JsonObject, createdIds: ReadonlyMap<string, string>): EmailChange {
  const properties = readPatch(patch);
  const others = [...properties.keys()].filter((name) => !CHANGEABLE.includes(name));
  if (others.length > 0) throw invalidProperties(others, 'These properties cannot be changed');
  const [keywords, mailboxIds, snoozed] = CHANGEABLE.map((name) => properties.get(name));
  if (snoozed && !('whole' in snoozed)) throw new SetError('invalidPatch', 'snoozed can be changed only as a whole');
  return {
    id,
    ...(keywords && { keywords: itemsOf('keywords', keywords, keywordOf) }),
    ...(mailboxIds && { mailboxIds: itemsOf('mailboxIds', mailboxIds, (given) => mailboxOf(given, createdIds)) }),
    ...(snoozed && { snoozed: readSnoozed(snoozed.whole, createdIds) }),
  };
}

/** Reads the patch of a property that is a set. @param of reads an item, or throws SetError */
function itemsOf<Item>(property: string, patch: PropertyPatch, of: (given: string) => Item): SetChange<Item> {
  if ('whole' in patch) return { replace: Array.from(trueSet(property, patch.whole), of) };
  const add: Item[] = [];
  const remove: Item[] = [];
  for (const { path, value } of patch.inside) {
    const [name = ''] = path;
    if (path.length !== 1 || (value !== true && value !== null))
      throw new SetError('invalidPatch', `${name.slice(0, 100)} must be true or null`);
    (value === true ? add : remove).push(of(name));
  }
  return { add, remove };
}
