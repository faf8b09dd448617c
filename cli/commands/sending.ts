import { type Command, InvalidArgumentError } from 'commander';
import type { SendingHold, SendingLimits } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { usage } from '../failure.ts';
import { type Column, facts, table } from '../table.ts';
import { formatTime } from '../time.ts';

const HELD: readonly Column<SendingHold>[] = [
  { name: 'ACCOUNT', of: ({ address }) => address },
  { name: 'SINCE', of: ({ heldAt }) => formatTime(heldAt) },
  { name: 'WHY', of: ({ reason }) => reason },
];

const EXAMPLES = `
Examples:
  postroom sending limit news@example.org --messages-per-hour 5000 --messages-per-day 50000
  postroom sending limit example.org --recipients-per-day 20000
  postroom sending release alice@example.org`;

interface LimitOptions {
  messagesPerHour?: number | null;
  messagesPerDay?: number | null;
  recipientsPerHour?: number | null;
  recipientsPerDay?: number | null;
}

export function addSendingCommands(program: Command, { api, print }: Context): void {
  const sending = program
    .command('sending')
    .description('how much accounts may send, and who is held for sending like a robot')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  const limitsOf = (scope: string): string => `/sending/limits?scope=${segment(scope)}`;

  sending
    .command('limits <account-or-domain>')
    .description('show where its limits differ from SEND_*')
    .action(async (scope: string) => {
      const found = await api().get<SendingLimits>(limitsOf(scope));
      print(found, limitsText(found));
    });

  const limit = sending
    .command('limit <account-or-domain>')
    .description('set how much an account, or all accounts of a domain together, may send');
  for (const what of ['messages-per-hour', 'messages-per-day', 'recipients-per-hour', 'recipients-per-day']) {
    limit.option(`--${what} <n>`, 'a number, `none`, or `default`: the value of SEND_*', limitArgument);
  }
  limit.action(async (scope: string, options: LimitOptions) => {
    if (Object.keys(options).length === 0) throw usage('say which limit');
    const before = await api().get<SendingLimits>(limitsOf(scope));
    const put = await api().send<SendingLimits>('PUT', limitsOf(scope), { ...before, ...options });
    print(put, limitsText(put));
  });

  sending
    .command('held')
    .description('list accounts that sent like a robot and send nothing until they are released')
    .action(async () => {
      const { held } = await api().get<{ held: SendingHold[] }>('/sending/held');
      print(held, held.length > 0 ? table(HELD, held) : 'nobody is held');
    });

  sending
    .command('release <account>')
    .description('let it send again, its waiting mail too; look at what it sent first')
    .action(async (address: string) => {
      const path = `/sending/held/${segment(address)}/release`;
      const released = await api().send<{ deliveries: number }>('POST', path);
      print(released, `${address} may send again; deliveries that go on: ${released.deliveries}`);
    });
}

function limitArgument(text: string): number | null {
  if (text === 'default') return null;
  if (text === 'none') return 0;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on, `none` or `default`.');
  return Number(text);
}

function limitsText({ messagesPerHour, messagesPerDay, recipientsPerHour, recipientsPerDay }: SendingLimits): string {
  const said = [
    ['messages an hour', messagesPerHour],
    ['messages a day', messagesPerDay],
    ['recipients an hour', recipientsPerHour],
    ['recipients a day', recipientsPerDay],
  ] as const;
  return facts(said.map(([name, value]) => [name, value === null ? 'default' : value === 0 ? 'none' : String(value)]));
}
