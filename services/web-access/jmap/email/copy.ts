import {
  Arguments,
  type Attempted,
  attemptEach,
  formatId,
  invalidArgument,
  invalidProperties,
  isId,
  type JsonObject,
  type Method,
  own,
  readId,
  readRequiredObjects,
  requireFewInSet,
  requireState,
  resolveId,
  SetError,
} from '@postroom/jmap';
import { changesState, type Email, type MailView, readEmails, receiveMessage } from '@postroom/mailbox';
import { emailBlobId } from '../blobs/blob-id.ts';
import { openBlob } from '../blobs/open-blob.ts';
import { MAIL } from '../capabilities.ts';
import { type Context, fromMailOf, mailOf } from '../context.ts';
import { asSetError } from '../errors.ts';
import { changing } from '../own-changes.ts';
import { fileEmail, type Place, readPlace } from './file-email.ts';
import { emailSet } from './set.ts';

/** RFC 8621 4.7: copies emails between the user's own account and accounts shared with the user. */
export const emailCopy: Method<Context> = {
  name: 'Email/copy',
  capability: MAIL,
  async run(context, args, call) {
    const { services } = context;
    const read = new Arguments(args);
    const fromAccountId = read.accountId('fromAccountId');
    const accountId = read.accountId();
    const ifFromInState = read.string('ifFromInState');
    const ifInState = read.string('ifInState');
    const destroyFromIfInState = read.string('destroyFromIfInState');
    const create = readRequiredObjects(read, 'create', isId);
    const destroysOriginal = read.boolean('onSuccessDestroyOriginal', false);
    read.end();
    requireFewInSet(create.length, services.settings.limits);
    const view = await mailOf(context, accountId);
    const from = await fromMailOf(context, fromAccountId);
    // RFC 8620 5.4: the two accounts must differ.
    if (from.accountId === view.accountId) throw invalidArgument('fromAccountId', 'it must be another account');
    requireState(ifFromInState, await changesState(services.store.pool, from));
    let result: Attempted<JsonObject> = { done: null, refused: null };
    const originals: string[] = [];
    const states = await changing(context, view, ifInState, async (own) => {
      result = await attemptEach(create, async (creationId, object) => {
        const { id, made } = await copyOne(own, from, view, object, call.createdIds);
        call.createdIds.set(creationId, made.id as string);
        originals.push(id);
        return made;
      });
    });
    const response = { fromAccountId, accountId, ...states, created: result.done, notCreated: result.refused };
    if (!destroysOriginal || originals.length === 0) return response;
    const implicit = { accountId: fromAccountId, ifInState: destroyFromIfInState, destroy: originals };
    return [
      [emailCopy.name, response],
      // RFC 8620 5.4: the copies stay even if destroying the originals fails.
      [emailSet.name, async () => (await emailSet.run(context, implicit, call)) as JsonObject],
    ];
  },
};

const PROPERTIES = ['id', 'mailboxIds', 'keywords', 'receivedAt'];

async function copyOne(
  context: Context,
  from: MailView,
  to: MailView,
  object: JsonObject,
  createdIds: ReadonlyMap<string, string>,
): Promise<{ id: string; made: JsonObject }> {
  const { settings, store } = context.services;
  const unknown = Object.keys(object).filter((name) => !PROPERTIES.includes(name));
  if (unknown.length > 0) throw invalidProperties(unknown, 'Unknown properties of a copy');
  const given = own(object, 'id');
  if (typeof given !== 'string') throw invalidProperties(['id'], 'A copy needs the id of an email');
  const id = resolveId(given, createdIds);
  const number = id === undefined ? undefined : readId('E', id);
  const [email] = number === undefined ? [] : (await Array.fromAsync(readEmails(store.pool, from, [number]))).flat();
  if (!email) throw new SetError('notFound', 'There is no such email to copy');
  const place = asOriginal(email, object, readPlace(object, createdIds));
  const blob = await openBlob(context, from, emailBlobId(email.id), context.budget);
  if (!blob) throw new SetError('notFound', 'The email no longer exists');
  const maxBytes = settings.maxMessageBytes;
  const message = await asSetError(() => receiveMessage(store, blob.source.read(), { maxBytes }));
  return { id: formatId('E', email.id), made: await fileEmail(context, to, message, place) };
}

/** RFC 8621 4.7: properties that the client leaves out are those of the original. */
function asOriginal(email: Email, object: JsonObject, place: Place): Place {
  return {
    mailboxIds: place.mailboxIds,
    keywords: own(object, 'keywords') === undefined ? email.keywords : place.keywords,
    receivedAt: own(object, 'receivedAt') === undefined ? email.receivedAt : place.receivedAt,
  };
}
