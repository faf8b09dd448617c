import {
  Arguments,
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

/** RFC 8621 2.5: through the functions that IMAP's commands use, one mailbox after the other. */
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

/** Returns what is seen of the account then. */
async function carryOut(
  work: MailboxWork,
  asked: SetArguments,
  createdIds: Map<string, string>,
  result: SetResult,
): Promise<MailView> {
  const steps = [
    ...parentsFirst(asked.create).map(
      ([creationId, object]): Step => ({
        async run() {
          const made = await work.create(object);
          createdIds.set(creationId, made.id as string);
          result.created(creationId, made);
        },
        refused: (error) => result.failed('Created', creationId, error),
      }),
    ),
    ...asked.update.map(
      ([given, patch]): Step => ({
        run: async () => result.updated(given, await work.update(resolveId(given, createdIds), patch)),
        refused: (error) => result.failed('Updated', given, error),
        update: [given, patch],
      }),
    ),
    ...work.deepestFirst(asked.destroy).map(
      (given): Step => ({
        async run() {
          await work.destroy(resolveId(given, createdIds));
          result.destroyed(given);
        },
        refused: (error) => result.failed('Destroyed', given, error),
      }),
    ),
  ];
  await inPasses(steps, (stuck) =>
    work.renameTogether(stuck.flatMap(({ update }) => (update ? [[resolveId(update[0], createdIds), update[1]]] : []))),
  );
  return work.view;
}

/** What refers to a mailbox of the same call comes after it. */
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
