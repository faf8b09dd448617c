import { type Command, InvalidArgumentError } from 'commander';
import { confirm } from '../confirm.ts';
import { type Context, segment } from '../context.ts';
import { usage } from '../failure.ts';
import { showProgress } from '../progress.ts';

/** Selects deliveries. */
export interface Filter {
  readonly from?: string;
  readonly to?: string;
  readonly olderThan?: number;
  readonly reason?: string;
}

interface Options extends Filter {
  readonly all?: boolean;
  readonly yes?: boolean;
}

const OPERATIONS = [
  { action: 'retry', about: 'try a mail, one delivery, or all that match, now', done: 'tried again now' },
  {
    action: 'cancel',
    about: 'give up on a mail, one delivery, or all that match; nobody gets a bounce',
    done: 'cancelled',
  },
  { action: 'hold', about: 'hold all that match: they are not tried until they are released', done: 'held' },
  { action: 'release', about: 'let held deliveries go on', done: 'released' },
] as const;

const BY_ID = ['retry', 'cancel'];

const EXAMPLES = `
Examples:
  postroom queue hold --from spammer@example.org
  postroom queue cancel --to example.net --older-than 2d
  postroom queue retry --reason 'greylisted'`;

/** Adds commands for one message by its id, or for all that match, after showing their number. */
export function addQueueOperations(queue: Command, { api, print, io }: Context): void {
  for (const { action, about, done } of OPERATIONS) {
    const byId = BY_ID.includes(action);
    withFilters(queue.command(byId ? `${action} [id]` : action).description(about))
      .option('--all', 'everything')
      .option('--yes', 'do not ask')
      .addHelpText('after', EXAMPLES)
      .action(async (...given: unknown[]) => {
        const [id, options] = byId ? (given as [string | undefined, Options]) : [undefined, given[0] as Options];
        const filter = filterOf(options);
        const isFiltered = Object.keys(filter).length > 0 || options.all === true;
        if ((id === undefined) === !isFiltered || (options.all && Object.keys(filter).length > 0)) {
          throw usage(
            `queue ${action} takes ${byId ? 'an id, or ' : ''}--from, --to, --older-than, --reason, or --all`,
          );
        }
        const count = id === undefined ? await many(action, filter, options) : await one(action, id);
        print({ count: count ?? 0 }, count === undefined ? 'nothing was done' : `${deliveries(count)} ${done}`);
      });
  }

  async function one(action: string, id: string): Promise<number> {
    return (await api().send<{ count: number }>('POST', `/queue/${segment(id)}/${action}`)).count;
  }

  async function many(action: string, filter: object, { all, yes }: Options): Promise<number | undefined> {
    const { count } = await api().send<{ count: number }>('POST', '/queue/count', { action, filter });
    if (count === 0) return 0;
    // Scripts may retry everything without asking, because that does no harm.
    const isAsked = !yes && (io.stdin.isTTY || !(all && action === 'retry'));
    if (isAsked && !(await confirmed(`${action} ${deliveries(count)}?`))) return undefined;
    using progress = showProgress(io);
    let done = 0;
    for (let after: string | null | undefined; after !== null; ) {
      const turn: { count: number; next: string | null } = await api().send('POST', '/queue/operate', {
        action,
        filter,
        ...(after && { after }),
      });
      done += turn.count;
      after = turn.next;
      progress.show(() => `${done} of ${count}`);
    }
    return done;
  }

  /** Asks a person; a program must give --yes. */
  async function confirmed(question: string): Promise<boolean> {
    if (!io.stdin.isTTY) throw usage(`${question} Nobody is there to ask: say --yes`);
    return confirm(io, question);
  }
}

export function withFilters(command: Command): Command {
  return command
    .option('--from <sender>', 'of one sender: an address, @domain, or <> for reports')
    .option('--to <domain>', 'to one domain')
    .option('--older-than <time>', 'accepted at least this long ago: 90m, 4h, 2d', spanArgument)
    .option('--reason <text>', 'with this text in the last reply');
}

/** Returns the filter in the form of the admin API. */
export function filterOf({ from, to, olderThan, reason }: Filter): Record<string, string | number> {
  const given = { sender: from, destination: to, olderThanSeconds: olderThan, reason };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

function spanArgument(text: string): number {
  const [, number, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It is a time such as 90m, 4h or 2d.');
  return Number(number) * (SECONDS[unit] as number);
}

export function deliveries(count: number): string {
  return count === 1 ? '1 delivery' : `${count} deliveries`;
}
