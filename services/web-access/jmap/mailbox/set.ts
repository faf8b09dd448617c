import {
  Arguments,
  attempt,
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
  for (const [creationId, object] of parentsFirst(asked.create)) {
    await attempt(
      async () => {
        const made = await work.create(object);
        createdIds.set(creationId, made.id as string);
        result.created(creationId, made);
      },
      (error) => result.failed('Created', creationId, error),
    );
  }
  for (const [given, patch] of asked.update) {
    await attempt(
      async () => result.updated(given, await work.update(resolveId(given, createdIds), patch)),
      (error) => result.failed('Updated', given, error),
    );
  }
  for (const given of work.deepestFirst(asked.destroy)) {
    await attempt(
      async () => {
        await work.destroy(resolveId(given, createdIds));
        result.destroyed(given);
      },
      (error) => result.failed('Destroyed', given, error),
    );
  }
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
