import { transaction } from '@postroom/database';
import {
  Arguments,
  attempt,
  type Call,
  formatId,
  invalidProperties,
  type JsonObject,
  type Method,
  readId,
  readObjects,
  readPatch,
  readSet,
  resolveId,
  SetError,
  SetResult,
} from '@postroom/jmap';
import { destroySubmission, markCanceled, readSubmissions, type Submission } from '@postroom/sending';
import { takeBack } from '@postroom/transit';
import { SUBMISSION } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { emailSet } from '../email/set.ts';
import { changingSending } from '../own-changes.ts';
import { withoutPassedBack } from '../passed-back.ts';
import { submissionGet } from './get.ts';
import { submissionProperties } from './submission-object.ts';
import { submit } from './submit.ts';

/** RFC 8621 7.5. The changes of emails on success are an Email/set of their own, whose response comes after this one. */
export const submissionSet: Method<Context> = {
  name: 'EmailSubmission/set',
  capability: SUBMISSION,
  async run(context, args, call) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ifInState, create, update, destroy } = readSet(read, settings.limits);
    const onUpdate = readObjects(read, 'onSuccessUpdateEmail', isKey);
    const onDestroy = read.ids('onSuccessDestroyEmail') ?? [];
    read.end();
    const account = await accountOf(context, accountId);
    const result = new SetResult(call.createdIds);
    /** The emails of successful changes, by the id of the submission. */
    const emails = new Map<string, number>();
    const { oldState, newState } = await changingSending(context, account, ifInState, async () => {
      for (const [creationId, object] of create) {
        await attempt(
          async () => {
            const { id, emailId, told } = await submit(context, account, object, call.createdIds);
            call.createdIds.set(creationId, formatId('S', id));
            emails.set(formatId('S', id), emailId);
            result.created(creationId, told);
          },
          (error) => result.failed('Created', creationId, error),
        );
      }
      const all = submissionProperties(context.using);
      const known = {
        get: submissionGet,
        accountId,
        settable: ['undoStatus'],
        isProperty: (name: string) => all.includes(name),
      };
      for (const [given, patch] of update) {
        await attempt(
          async () => {
            const submission = await find(context, account, given, call);
            const id = formatId('S', submission.id);
            await change(context, account, submission, await withoutPassedBack(context, known, id, patch));
            emails.set(formatId('S', submission.id), submission.emailId);
            result.updated(given);
          },
          (error) => result.failed('Updated', given, error),
        );
      }
      for (const given of destroy) {
        await attempt(
          async () => {
            const { id, emailId } = await find(context, account, given, call);
            if (!(await transaction(store.pool, (tx) => destroySubmission(tx, account, id)))) throw notFound();
            emails.set(formatId('S', id), emailId);
            result.destroyed(given);
          },
          (error) => result.failed('Destroyed', given, error),
        );
      }
    });
    const response = result.response(accountId, oldState, newState);
    const emailOf = (given: string): string | undefined => {
      const email = emails.get(resolveId(given, call.createdIds) ?? '');
      return email === undefined ? undefined : formatId('E', email);
    };
    const toUpdate = onUpdate.flatMap(([given, patch]) => withKey(emailOf(given), patch));
    const toDestroy = onDestroy.flatMap((given) => emailOf(given) ?? []);
    if (toUpdate.length + toDestroy.length === 0) return response;
    const implicit = { accountId, update: Object.fromEntries(toUpdate), destroy: toDestroy };
    return [
      [submissionSet.name, response],
      // What was sent stays sent even if this fails.
      [emailSet.name, async () => (await emailSet.run(context, implicit, call)) as JsonObject],
    ];
  },
};

function withKey(key: string | undefined, value: JsonObject): [string, JsonObject][] {
  return key === undefined ? [] : [[key, value]];
}

/** Whether a key is an id, or `#` and a creation id. */
function isKey(key: string): boolean {
  return /^#?[A-Za-z0-9_-]{1,255}$/.test(key);
}

async function find({ services }: Context, account: number, given: string, { createdIds }: Call): Promise<Submission> {
  const id = resolveId(given, createdIds);
  const number = id === undefined ? undefined : readId('S', id);
  const [submission] = number === undefined ? [] : await readSubmissions(services.store.pool, account, [number]);
  if (!submission) throw notFound();
  return submission;
}

/** Changes undoStatus to canceled; nothing else may change. */
async function change(
  { services }: Context,
  account: number,
  { id, mailId, canceled }: Submission,
  patch: JsonObject,
): Promise<void> {
  const properties = readPatch(patch);
  const others = [...properties.keys()].filter((name) => name !== 'undoStatus');
  if (others.length > 0) throw invalidProperties(others, 'These properties cannot be changed');
  const status = properties.get('undoStatus');
  if (!status) return;
  if (!('whole' in status)) throw new SetError('invalidPatch', 'undoStatus has no inner properties to patch');
  if (status.whole !== 'canceled') throw invalidProperties(['undoStatus'], 'It can be set only to canceled');
  if (canceled) return;
  await transaction(services.store.pool, async (tx) => {
    if (!(await takeBack(tx, account, mailId))) throw new SetError('cannotUnsend', 'It is already being sent');
    await markCanceled(tx, account, id);
  });
}

function notFound(): SetError {
  return new SetError('notFound', 'There is no such submission');
}
