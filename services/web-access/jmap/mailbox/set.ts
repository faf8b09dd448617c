import {
  Arguments,
  attempt,
  formatId,
  type JsonObject,
  type Method,
  own,
  readSet,
  resolveId,
  type SetArguments,
  SetResult,
} from '@postroom/jmap';
import type { MailView } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { changing } from '../own-changes.ts';
import { inPasses, type Step } from './in-passes.ts';
import { MailboxWork } from './mailbox-work.ts';

/** RFC 8621 2.5: changes one mailbox after the other, with the functions that the IMAP commands use. */
export const mailboxSet: Method<Context> = {
  name: 'Mailbox/set',
  capability: MAIL,
  async run(context, args, { createdIds }) {
    const { settings } = context.services;
    const read = new Arguments(args);
    const asked = readSet(read, settings.limits);
    const removesEmails = read.boolean('onDestroyRemoveEmails', false);
    read.end();
    const { accountId, ifInState } = asked;
    const view = await mailOf(context, accountId);
    const result = new SetResult(createdIds);
    const { oldState, newState } = await changing(context, view, ifInState, async (own) =>
      carryOut(await MailboxWork.open(own, view, createdIds, removesEmails), asked, createdIds, result),
    );
    return result.response(accountId, oldState, newState);
  },
};

/** Carries out all changes. Returns what the user sees of the account afterwards. */
async function carryOut(
  work: MailboxWork,
  asked: SetArguments,
  createdIds: Map<string, string>,
  result: SetResult,
): Promise<MailView> {
  const steps = [
    ...parentsFirst(asked.create).map((create) => creation(work, create, createdIds, result)),
    ...asked.update.map(
      ([given, patch]): Step => ({
        run: async () => result.updated(given, await work.update(resolveId(given, createdIds), patch)),
        refused: (error) => result.failed('Updated', given, error),
        update: [given, patch],
        standAside: () => work.leaveRole(resolveId(given, createdIds), patch),
      }),
    ),
    ...work.deepestFirst(asked.destroy).map(
      (given): Step => ({
        async run() {
          await work.destroy(resolveId(given, createdIds));
          result.destroyed(given);
        },
        refused: (error) => result.failed('Destroyed', given, error),
        destroy: given,
      }),
    ),
  ];
  await inPasses(steps, async (stuck) => {
    const renames = stuck.flatMap(({ update }) =>
      update ? [[resolveId(update[0], createdIds), update[1]] as const] : [],
    );
    return (await work.renameTogether(renames)) || breakCircle(work, stuck);
  });
  return work.view;
}

function creation(
  work: MailboxWork,
  [creationId, object]: readonly [string, JsonObject],
  createdIds: Map<string, string>,
  result: SetResult,
): Step {
  let aside: number | undefined;
  return {
    async run() {
      const made = aside === undefined ? await work.create(object) : await work.putInPlace(aside, object);
      createdIds.set(creationId, made.id as string);
      result.created(creationId, made);
    },
    refused(error) {
      // Somebody else took the name in the meantime: the mailbox exists under its provisional name.
      if (aside === undefined) result.failed('Created', creationId, error);
      else result.created(creationId, work.serverSetOf(aside, object));
    },
    create: [creationId, object],
    async standAside() {
      if (aside !== undefined) return;
      aside = await work.createAside(object);
      if (aside !== undefined) createdIds.set(creationId, formatId('M', aside));
    },
  };
}

/** If the remaining steps are possible together but block each other, lets those stand aside that can. Returns whether any did. */
async function breakCircle(work: MailboxWork, stuck: readonly Step[]): Promise<boolean> {
  const wanted = {
    create: stuck.flatMap(({ create }) => (create ? [create] : [])),
    update: stuck.flatMap(({ update }) => (update ? [update] : [])),
    destroy: stuck.flatMap(({ destroy }) => destroy ?? []),
  };
  if (!work.fitsTogether(wanted)) return false;
  for (const step of stuck)
    await attempt(
      async () => step.standAside?.(),
      () => {},
    );
  return work.takeMoved();
}

/** Sorts new mailboxes so that each comes after the ones of the same call that it refers to. */
function parentsFirst(create: readonly (readonly [string, JsonObject])[]): (readonly [string, JsonObject])[] {
  const byId = new Map(create);
  const depth = ([creationId, object]: readonly [string, JsonObject]): number => {
    let levels = 0;
    const seen = new Set([creationId]);
    for (let parent = own(object, 'parentId'); typeof parent === 'string' && parent.startsWith('#'); levels++) {
      const above = parent.slice(1);
      const next = byId.get(above);
      if (!next || seen.has(above)) break;
      seen.add(above);
      parent = own(next, 'parentId');
    }
    return levels;
  };
  return create
    .map((each) => [each, depth(each)] as const)
    .sort((one, other) => one[1] - other[1])
    .map(([each]) => each);
}
