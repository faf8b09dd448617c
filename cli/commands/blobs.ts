import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { showProgress } from '../progress.ts';
import { formatSize } from '../size.ts';

interface Turn {
  readonly moved: number;
  readonly bytes: number;
  readonly next: string | null;
}

const HELP = `
With S3_ENDPOINT and its fellows set, new bodies over S3_OVER_BYTES go to the object store; those that are there already
stay where they are until this moves them. Mail can be read meanwhile, and the command can be stopped and started again.`;

export function addBlobCommands(program: Command, { api, print, io }: Context): void {
  const blobs = program.command('blobs').description('where the bodies of large messages are kept').helpCommand(false);

  blobs
    .command('move')
    .description('move them to the object store, or back into PostgreSQL')
    .addOption(new Option('--to <store>', 'where to').choices(['s3', 'postgres']).makeOptionMandatory())
    .addHelpText('after', HELP)
    .action(async ({ to }: { to: string }) => {
      using progress = showProgress(io);
      const all = await api().get<{ count: number; bytes: number }>('/blobs/movable', { to });
      let moved = 0;
      let bytes = 0;
      for (let after: string | null | undefined; after !== null; ) {
        const turn: Turn = await api().send<Turn>('POST', '/blobs/move', { to, ...(after ? { after } : {}) });
        moved += turn.moved;
        bytes += turn.bytes;
        after = turn.next;
        progress.show(() => `${moved} of ${all.count} moved, ${formatSize(bytes)} of ${formatSize(all.bytes)}`);
      }
      print({ to, moved, bytes }, `${moved} bodies, ${formatSize(bytes)}, moved to ${to}`);
    });
}
