import { type Command, InvalidArgumentError } from 'commander';
import type { Trace } from '../api-types.ts';
import type { Context } from '../context.ts';
import { Exit, Failure } from '../failure.ts';
import { describeTrace } from '../trace-text.ts';

const EXAMPLES = `
Examples:
  postroom trace alice@example.org --limit 3
  postroom trace '<a1b2@example.org>'`;

export function addTraceCommand(program: Command, { api, print }: Context): void {
  program
    .command('trace')
    .argument('<what>', 'a Message-ID, a mail id, or the address of a sender or recipient')
    .description('show every step a mail took, with what other servers answered')
    .addHelpText('after', EXAMPLES)
    .option('--limit <number>', 'mails at most, newest first (1 to 100)', limitArgument, 20)
    .action(async (what: string, { limit }: { limit: number }) => {
      const { mails } = await api().get<{ mails: Trace[] }>('/trace', { query: what, limit });
      if (mails.length === 0) throw new Failure(Exit.refused, 'not-found', `no trace of ${what}`);
      print(mails, mails.map(describeTrace).join('\n\n'));
    });
}

function limitArgument(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('It is a number from 1 to 100.');
}
