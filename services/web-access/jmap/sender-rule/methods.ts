import { createHash } from 'node:crypto';
import type { Queryable } from '@postroom/database';
import {
  addSenderRule,
  changeSenderRule,
  dropSenderRule,
  listSenderRules,
  type SenderRule,
  type SenderRuleKind,
  senderPattern,
} from '@postroom/directory';
import {
  Arguments,
  attempt,
  formatId,
  formatUtcDate,
  invalidProperties,
  type Json,
  type JsonObject,
  type Method,
  own,
  pick,
  readGet,
  readId,
  readPatch,
  readSet,
  requireState,
  resolveId,
  SetError,
  SetResult,
} from '@postroom/jmap';
import { SENDER_RULES } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { withoutPassedBack } from '../passed-back.ts';

const PROPERTIES = ['id', 'rule', 'pattern', 'createdAt'];
const isProperty = (name: string): boolean => PROPERTIES.includes(name);

/** Ours: returns the account's own sender rules; those of its domain and of the platform are not shown. */
export const senderRuleGet: Method<Context> = {
  name: 'SenderRule/get',
  capability: SENDER_RULES,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(read, settings.limits, isProperty);
    read.end();
    const rules = await rulesOf(store.pool, await accountOf(context, accountId));
    const all = rules.map(ruleObject);
    return {
      accountId,
      state: stateOf(rules),
      list: all.filter(({ id }) => ids === null || ids.includes(id as string)).map((rule) => pick(rule, properties)),
      notFound: (ids ?? []).filter((id) => !all.some((rule) => rule.id === id)),
    };
  },
};

/** Ours: adds, changes and removes sender rules (RFC 8620 5.3). Of a rule only `rule` can be changed. */
export const senderRuleSet: Method<Context> = {
  name: 'SenderRule/set',
  capability: SENDER_RULES,
  async run(context, args, { createdIds }) {
    const { pool } = context.services.store;
    const read = new Arguments(args);
    const { accountId, ifInState, create, update, destroy } = readSet(read, context.services.settings.limits);
    read.end();
    const account = await accountOf(context, accountId);
    const oldState = stateOf(await rulesOf(pool, account));
    requireState(ifInState, oldState);
    const result = new SetResult(createdIds);
    for (const [creationId, object] of create)
      await attempt(
        async () => {
          const { id, pattern, createdAt } = ruleObject(await addRule(pool, account, object));
          createdIds.set(creationId, id as string);
          const isAsGiven = own(object, 'pattern') === pattern;
          result.created(creationId, {
            id: id as string,
            createdAt: createdAt as string,
            ...(!isAsGiven && { pattern: pattern as string }),
          });
        },
        (error) => result.failed('Created', creationId, error),
      );
    const known = { get: senderRuleGet, accountId, settable: ['rule'], isProperty };
    for (const [given, patch] of update)
      await attempt(
        async () => {
          const id = numberOf(given, createdIds);
          if (id === undefined) throw notFound();
          const rule = readChange(await withoutPassedBack(context, known, formatId('R', id), patch));
          if (!(await changeOf(pool, account, { id, rule }))) throw notFound();
          result.updated(given);
        },
        (error) => result.failed('Updated', given, error),
      );
    for (const given of destroy)
      await attempt(
        async () => {
          const id = numberOf(given, createdIds);
          if (id === undefined || !(await dropSenderRule(pool, account, id))) throw notFound();
          result.destroyed(given);
        },
        (error) => result.failed('Destroyed', given, error),
      );
    return result.response(accountId, oldState, stateOf(await rulesOf(pool, account)));
  },
};

function rulesOf(db: Queryable, accountId: number): Promise<SenderRule[]> {
  return listSenderRules(db, { domain: null, accountId });
}

/** Returns a text that changes with every change of the rules. */
function stateOf(rules: readonly SenderRule[]): string {
  const all = rules.map(({ id, rule, pattern }) => [id, rule, pattern]);
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url').slice(0, 16);
}

function ruleObject({ id, rule, pattern, createdAt }: SenderRule): JsonObject {
  return { id: formatId('R', id), rule, pattern, createdAt: formatUtcDate(createdAt) };
}

async function addRule(db: Queryable, accountId: number, object: JsonObject): Promise<SenderRule> {
  const unknown = Object.keys(object).filter((name) => name !== 'rule' && name !== 'pattern');
  if (unknown.length > 0) throw invalidProperties(unknown, 'Only rule and pattern can be set');
  const rule = readKind(own(object, 'rule') ?? null);
  const pattern = readPattern(own(object, 'pattern') ?? null);
  const { rule: made, isNew } = await asSetError(() => addSenderRule(db, accountId, { rule, pattern }));
  // RFC 8620 5.4.
  if (!isNew)
    throw new SetError('alreadyExists', 'There is a rule for this sender', { existingId: formatId('R', made.id) });
  return made;
}

/** Changes a rule; without a change, returns whether it is there. */
async function changeOf(
  db: Queryable,
  accountId: number,
  { id, rule }: { readonly id: number; readonly rule: SenderRuleKind | undefined },
): Promise<boolean> {
  if (rule) return changeSenderRule(db, accountId, { id, rule });
  return (await rulesOf(db, accountId)).some((each) => each.id === id);
}

function readChange(patch: JsonObject): SenderRuleKind | undefined {
  let rule: SenderRuleKind | undefined;
  for (const [name, value] of readPatch(patch)) {
    if (name !== 'rule') throw invalidProperties([name], 'Only rule can be changed');
    if (!('whole' in value)) throw new SetError('invalidPatch', 'rule can be changed only as a whole');
    rule = readKind(value.whole);
  }
  return rule;
}

function readKind(value: Json): SenderRuleKind {
  if (value !== 'always' && value !== 'never') throw invalidProperties(['rule'], 'rule is always or never');
  return value;
}

/** The longest pattern, in characters: an address. */
const MAX_PATTERN = 320;

function readPattern(value: Json): string {
  if (typeof value !== 'string' || value.length > MAX_PATTERN || /\p{Cc}/u.test(value)) throw notAPattern();
  try {
    return senderPattern(value);
  } catch {
    throw notAPattern();
  }
}

function notAPattern(): SetError {
  return invalidProperties(
    ['pattern'],
    'pattern is an address, a domain, *@domain, *.domain, or an IP address or range',
  );
}

function notFound(): SetError {
  return new SetError('notFound', 'There is no such rule');
}

function numberOf(given: string, createdIds: ReadonlyMap<string, string>): number | undefined {
  const id = resolveId(given, createdIds);
  return id === undefined ? undefined : readId('R', id);
}
