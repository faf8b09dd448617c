import { type Command, InvalidArgumentError } from 'commander';
import type { Refusal, Trace } from '../api-types.ts';
import type { Context } from '../context.ts';
import { Exit, Failure } from '../failure.ts';
import { describeRefusal } from '../refusal-text.ts';
import { describeTrace } from '../trace-text.ts';

const EXAMPLES = `
Examples:
  postroom trace alice@example.org --limit 3
  postroom trace '<a1b2@example.org>'
  postroom trace 192.0.2.25                      # what that server, or mail program, brought and was refused`;

export function addTraceCommand(program: Command, { api, print }: Context): void {
  program
    .command('trace')
    .argument(
      '<what>',
      'a Message-ID, a mail id, the address of a sender, recipient or login, or the IP address of a client',
    )
    .description('show every step a message took, what other servers answered, and what was refused')
    .addHelpText('after', EXAMPLES)
    .option('--limit <number>', 'mails at most, newest first (1 to 100)', limitArgument, 20)
    .action(async (what: string, { limit }: { limit: number }) => {
      const query = { query: what, limit };
      const { mails, refusals } = await api().get<{ mails: Trace[]; refusals: Refusal[] }>('/trace', query);
      if (mails.length + refusals.length === 0) throw new Failure(Exit.refused, 'not-found', `no trace of ${what}`);
      const refused = refusals.length > 0 ? [['Refused', ...refusals.map(describeRefusal)].join('\n')] : [];
      print([...mails, ...refusals], [...mails.map(describeTrace), ...refused].join('\n\n'));
    });
}

function limitArgument(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('It is a number from 1 to 100.');
}
