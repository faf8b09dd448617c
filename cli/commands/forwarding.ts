import type { Command } from 'commander';
import type { Account } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { usage } from '../failure.ts';

const FORWARD_EXAMPLES = `
Examples:
  postroom account forward alice@example.org --to alice@elsewhere.example --keep
  postroom account forward alice@example.org --none`;

/** Adds `account forward`. */
export function addForwardingCommand(account: Command, { api, print }: Context): void {
  account
    .command('forward <address>')
    .description('forward its mail to other addresses, or show where it goes')
    .option('--to <address...>', 'where it goes, here or elsewhere')
    .option('--keep', 'file the mail here as well')
    .option('--none', 'stop forwarding')
    .addHelpText('after', FORWARD_EXAMPLES)
    .action(async (address: string, { to, keep, none }: { to?: string[]; keep?: boolean; none?: boolean }) => {
      if (none ? to || keep : keep && !to) throw usage('say --to with its addresses, or --none');
      const url = `/accounts/${segment(address)}/forwarding`;
      const found = none
        ? await api().send<Account>('DELETE', url)
        : to
          ? await api().send<Account>('PUT', url, { targets: to, keep: keep ?? false })
          : await api().get<Account>(`/accounts/${segment(address)}`);
      print(found, `mail for ${found.address}: ${forwarding(found)}`);
    });
}

/** Returns where the mail of an account goes, in words. */
export function forwarding({ forwarding }: Account): string {
  if (!forwarding) return 'kept here';
  return `sent on to ${forwarding.targets.join(', ')}${forwarding.keep ? ' and kept here' : ''}`;
}
