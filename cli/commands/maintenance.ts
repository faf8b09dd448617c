import { type Command, InvalidArgumentError } from 'commander';
import type { MaintenanceJob } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<MaintenanceJob>[] = [
  { name: 'JOB', of: ({ name }) => name },
  { name: 'STATE', of: ({ state, failures }) => (failures > 0 && state !== 'paused' ? 'failing' : state) },
  { name: 'DONE', of: ({ done }) => String(done), align: 'right' },
  { name: 'OF', of: ({ total }) => (total === null ? '' : String(total)), align: 'right' },
  { name: 'SKIPPED', of: ({ skipped }) => String(skipped), align: 'right' },
  { name: 'SINCE', of: ({ startedAt }) => (startedAt ? formatTime(startedAt) : '') },
  { name: 'FINISHED', of: ({ finishedAt }) => (finishedAt ? formatTime(finishedAt) : '') },
  { name: 'LAST ERROR', of: ({ lastError }) => lastError ?? '' },
];

const HELP = `
An upgrade changes large tables while mail flows: what takes long is left to jobs that work in the background, in small batches,
and go on where they were after any restart. MAINTENANCE_SHARE of mailbox-store says how busy they may be.`;

export function addMaintenanceCommands(program: Command, { api, print }: Context): void {
  const maintenance = program
    .command('maintenance')
    .description('jobs that an upgrade left for later, and how far they are')
    .addHelpText('after', HELP)
    .helpCommand(false);

  maintenance
    .command('list')
    .description('list the jobs, the unfinished first')
    .action(async () => {
      const { jobs } = await api().get<{ jobs: MaintenanceJob[] }>('/maintenance');
      print(jobs, jobs.length > 0 ? table(COLUMNS, jobs) : 'no upgrade has left anything');
    });

  maintenance
    .command('partition')
    .description('move the tables that grow with mail into hash partitions, while mail flows')
    .option('--into <number>', 'partitions of each table, 2 to 1024', parsePartitions, 8)
    .action(async ({ into }: { into: number }) => {
      await api().send('POST', '/maintenance/partition', { into });
      print(
        { job: 'partition', into },
        `the tables will be moved into ${into} partitions each: see "postroom maintenance list"`,
      );
    });

  maintenance
    .command('pause <job>')
    .description('stop a job after its batch, until it is resumed')
    .action(async (job: string) => {
      await api().send('POST', `/maintenance/${segment(job)}/pause`);
      print({ job, state: 'paused' }, `${job} is paused`);
    });

  maintenance
    .command('resume <job>')
    .description('continue a paused job, or try a failed one again at once')
    .action(async (job: string) => {
      await api().send('POST', `/maintenance/${segment(job)}/resume`);
      print({ job, state: 'waiting' }, `${job} goes on`);
    });
}

function parsePartitions(text: string): number {
  const parts = Number(text);
  if (!Number.isInteger(parts) || parts < 2 || parts > 1024)
    throw new InvalidArgumentError('It is a number from 2 to 1024.');
  return parts;
}
