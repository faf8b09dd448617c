import {
  Arguments,
  type Comparator,
  type Filter,
  formatId,
  invalidArgument,
  isId,
  type JsonObject,
  type Method,
  MethodError,
  matchesFilter,
  queryResponse,
  readQuery,
  readUtcDate,
  type Wanted,
  windowOf,
} from '@postroom/jmap';
import { readSubmissions, type Submission, sendingState } from '@postroom/sending';
import { readProgress } from '@postroom/transit';
import { SUBMISSION } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { sendingQueryChanges } from '../sending-query-changes.ts';
import { type UndoStatus, undoStatus } from './submission-object.ts';

/** RFC 8621 7.3 FilterCondition. */
interface Condition {
  readonly identityIds?: ReadonlySet<string>;
  readonly emailIds?: ReadonlySet<string>;
  readonly threadIds?: ReadonlySet<string>;
  readonly undoStatus?: string;
  readonly before?: Date;
  readonly after?: Date;
}

const SORT: Readonly<Record<string, (submission: Submission) => number>> = {
  emailId: ({ emailId }) => emailId,
  threadId: ({ threadId }) => threadId,
  // RFC 8621 7.3 names sentAt, which a submission does not have: it means sendAt, and some clients use that.
  sentAt: ({ sendAt }) => sendAt.getTime(),
  sendAt: ({ sendAt }) => sendAt.getTime(),
};

const GRAMMAR = {
  readCondition,
  isSortProperty: (name: string) => Object.hasOwn(SORT, name),
  isKeywordSort: () => false,
};

/** RFC 8621 7.3. An account has few enough submissions to read all of them. */
export const submissionQuery: Method<Context> = {
  name: 'EmailSubmission/query',
  capability: SUBMISSION,
  async run(context, args) {
    const { pool } = context.services.store;
    const read = new Arguments(args);
    const query = readQuery(read, GRAMMAR);
    read.end();
    const account = await accountOf(context, query.accountId);
    const queryState = await sendingState(pool, account);
    const found = await find(context, account, query);
    const window = windowOf(found, query, (id) => found.indexOf(id), found.length);
    return queryResponse(query, { queryState, canCalculateChanges: !asksStatus(query.filter) }, window, found.length);
  },
};

/** RFC 8621 7.4. */
export const submissionQueryChanges = sendingQueryChanges({
  name: 'EmailSubmission',
  prefix: 'S',
  capability: SUBMISSION,
  kind: 'submission',
  grammar: GRAMMAR,
  isByMutable: asksStatus,
  find,
});

async function find({ services }: Context, account: number, { filter, sort }: Wanted<Condition>): Promise<string[]> {
  const { pool } = services.store;
  const all = await readSubmissions(pool, account, null);
  const mailIds = asksStatus(filter) ? all.map(({ mailId }) => mailId) : [];
  const progress = await readProgress(pool, account, mailIds);
  const status = (submission: Submission) => undoStatus(submission, progress.get(submission.mailId));
  return all
    .filter((one) => matchesFilter(filter, (condition) => holds(condition, one, status(one))))
    .sort(order(sort))
    .map(({ id }) => formatId('S', id));
}

/** Whether a filter uses undoStatus: a submission becomes final by the end of its hold, without a change of the state. */
function asksStatus(filter: Filter<Condition> | null): boolean {
  if (filter === null) return false;
  return 'operator' in filter ? filter.conditions.some(asksStatus) : filter.condition.undoStatus !== undefined;
}

function readCondition(object: JsonObject): Condition {
  const condition: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    switch (name) {
      case 'identityIds':
      case 'emailIds':
      case 'threadIds':
        if (!Array.isArray(value) || !value.every(isId))
          throw invalidArgument('filter', `${name} must be an array of ids`);
        condition[name] = new Set(value);
        break;
      case 'undoStatus':
        if (typeof value !== 'string') throw invalidArgument('filter', 'undoStatus must be a string');
        condition.undoStatus = value;
        break;
      case 'before':
      case 'after': {
        const date = readUtcDate(value);
        if (!date) throw invalidArgument('filter', `${name} must be a UTCDate`);
        condition[name] = date;
        break;
      }
      default:
        throw new MethodError('unsupportedFilter', `Unknown filter property ${name.slice(0, 100)}`);
    }
  }
  return condition;
}

function holds(condition: Condition, submission: Submission, status: UndoStatus): boolean {
  const { identityIds, emailIds, threadIds, undoStatus: wanted, before, after } = condition;
  return (
    (identityIds?.has(formatId('I', submission.identityId)) ?? true) &&
    (emailIds?.has(formatId('E', submission.emailId)) ?? true) &&
    (threadIds?.has(formatId('T', submission.threadId)) ?? true) &&
    (wanted === undefined || wanted === status) &&
    (before === undefined || submission.sendAt < before) &&
    (after === undefined || submission.sendAt >= after)
  );
}

function order(sort: readonly Comparator[]): (one: Submission, other: Submission) => number {
  return (one, other) => {
    for (const { property, isAscending } of sort) {
      const by = (SORT[property]?.(one) ?? 0) - (SORT[property]?.(other) ?? 0);
      if (by !== 0) return isAscending ? by : -by;
    }
    return one.id - other.id;
  };
}
