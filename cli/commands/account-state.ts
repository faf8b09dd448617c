import type { Command } from 'commander';
import type { Account } from '../api-types.ts';
import { confirm } from '../confirm.ts';
import { type Context, segment } from '../context.ts';
import { formatSize } from '../size.ts';

/** Adds the commands that suspend accounts, keep them, or remove them. */
export function addAccountStateCommands(account: Command, { api, print, io }: Context): void {
  const path = (address: string): string => `/accounts/${segment(address)}`;

  account
    .command('suspend <address>')
    .description('stop it from logging in and sending; mail for it waits')
    .action(async (address: string) => {
      const changed = await api().send<Account>('POST', `${path(address)}/suspend`);
      print(changed, `account ${changed.address} suspended`);
    });

  account
    .command('resume <address>')
    .description('end a suspension')
    .action(async (address: string) => {
      const changed = await api().send<Account>('POST', `${path(address)}/resume`);
      print(changed, `account ${changed.address} active`);
    });

  account
    .command('stay <address>')
    .description('keep an account that its owner asked to delete')
    .action(async (address: string) => {
      const kept = await api().send<Account>('POST', `${path(address)}/stay`);
      print(kept, `account ${kept.address} stays`);
    });

  account
    .command('remove <address>')
    .description('remove it with all its mailboxes and mail, for good')
    .option('--yes', 'do not ask for confirmation')
    .action(async (address: string, { yes }: { yes?: boolean }) => {
      if (io.stdin.isTTY && !yes) {
        const { messageCount, usedBytes } = await api().get<Account>(path(address));
        const kept = `${messageCount === 1 ? '1 message' : `${messageCount} messages`}, ${formatSize(usedBytes)}`;
        if (!(await confirm(io, `Remove ${address} with all its mail (${kept}), for good?`))) {
          print({ removed: null }, `account ${address} stays`);
          return;
        }
      }
      await api().send('DELETE', path(address));
      print({ removed: address }, `account ${address} removed with all its mail`);
    });
}
