import { createReadStream, createWriteStream } from 'node:fs';
import { access, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Part } from '@postroom/backup/format';
import { readFrames } from '@postroom/backup/format';
import { isMailError } from '@postroom/types';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { Exit, Failure } from '../failure.ts';
import { type Progress, showProgress } from '../progress.ts';
import { formatSize } from '../size.ts';

const TYPE = 'application/vnd.postroom.backup';

const BACKUP_HELP = `
The platform goes on meanwhile; the backup is of the moment it began. It holds all mail and the hashes of all
passwords, so keep it as safe as the platform. The file is gzip around text: see docs/backup.md.`;

const RESTORE_HELP = `
The platform has to be empty: without domains and accounts. It is filled wholly or, when something goes wrong, not at
all. Mail that waited to go out when the backup was made goes out again: see docs/backup.md.`;

export function addBackupCommands(program: Command, { api, print, io }: Context): void {
  program
    .command('backup')
    .argument('<file>', 'where to write it, such as postroom.backup.gz; it must not exist')
    .description('save everything: domains, accounts, aliases, mailboxes, mail, the queue')
    .addHelpText('after', BACKUP_HELP)
    .action(async (file: string) => {
      await requireAbsent(file);
      const tally = new Tally('saved');
      using progress = showProgress(io);
      await save(file, watched(api().download('/backup'), tally, progress));
      const { size } = await stat(file);
      await record(tally.at, 'postroom');
      print({ file, size, ...tally.facts() }, `${tally.summary()} saved in ${file}, ${formatSize(size)}`);
    });

  program
    .command('backup-taken')
    .requiredOption('--by <program>', 'what made it: pgbackrest, barman, …')
    .addOption(
      new Option('--at <moment>', 'the moment that the backup holds, ISO 8601')
        .argParser(momentArgument)
        .default(new Date().toISOString(), 'now'),
    )
    .description('record that a backup was made by other means, so that the alert on its age is right')
    .action(async ({ by, at }: { by: string; at: string }) => {
      await record(at, by);
      print({ at, by }, `the last backup is that of ${at}, by ${by}`);
    });

  async function record(takenAt: string, how: string): Promise<void> {
    await api().send('PUT', '/backup/last', { takenAt, how });
  }

  program
    .command('restore')
    .argument('<file>', 'a backup')
    .description('fill an empty platform from a backup')
    .option('--check', 'only read the file and check that it is whole')
    .addHelpText('after', RESTORE_HELP)
    .action(async (file: string, { check }: { check?: boolean }) => {
      const tally = new Tally(check ? 'read' : 'restored');
      using progress = showProgress(io);
      const content = watched(unpacked(file), tally, progress);
      if (check) {
        for await (const _ of content);
        print({ file, ...tally.facts() }, `${file} is whole: ${tally.summary()}, of ${tally.at}`);
        return;
      }
      await api().upload('/restore', TYPE, content);
      print({ file, ...tally.facts() }, `${tally.summary()} restored as they were at ${tally.at}`);
    });
}

function momentArgument(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('It is a moment such as 2026-11-22T02:00:00Z.');
  return at.toISOString();
}

/** Counts what has passed through so far. */
class Tally {
  at = '';
  readonly #verb: string;
  #expected: Readonly<Record<string, number>> = {};
  #table = '';
  #done: Record<string, number> = {};
  #bytes = 0;

  constructor(verb: string) {
    this.#verb = verb;
  }

  count({ frame, data }: Part): void {
    this.#bytes += data?.length ?? 0;
    if ('postroom' in frame) {
      this.at = frame.at;
      this.#expected = frame.rows;
    } else if ('table' in frame) this.#table = frame.table;
    else if ('end' in frame) this.#done[frame.end] = (this.#done[frame.end] ?? 0) + frame.rows;
  }

  /** Returns the position: the current table, and how many there are. */
  position(): string {
    const tables = Object.keys(this.#expected).length;
    const rows = this.#expected[this.#table] ?? 0;
    return `${formatSize(this.#bytes)} ${this.#verb}; ${this.#table} (${rows} rows), ${Object.keys(this.#done).length + 1} of ${tables}`;
  }

  summary(): string {
    const { domains = 0, accounts = 0, messages = 0 } = this.#done;
    return `${count(domains, 'domain')}, ${count(accounts, 'account')}, ${count(messages, 'message')}`;
  }

  facts(): object {
    return { at: this.at, rows: this.#done };
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Yields the octets unchanged, once they are recognized as a backup; throws when they are not, or end without the seal. */
async function* watched(
  source: AsyncIterable<Uint8Array>,
  tally: Tally,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const passed: Uint8Array[] = [];
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      passed.push(chunk);
      yield chunk;
    }
  }
  try {
    for await (const part of readFrames(passing())) {
      tally.count(part);
      progress.show(() => tally.position());
      yield* passed.splice(0);
    }
  } catch (error) {
    if (!isMailError(error)) throw error;
    throw new Failure(Exit.refused, error.code, error.message);
  }
  yield* passed;
}

/** Writes under another name until the file is complete, readable by its owner only. */
async function save(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const draft = `${file}.part`;
  try {
    await pipeline(
      Readable.from(content),
      createGzip({ level: 6 }),
      createWriteStream(draft, { mode: 0o600, flush: true }),
    );
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw fileFailure(file, error);
  }
}

async function* unpacked(file: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const packed = createReadStream(file).on('error', (error) => gunzip.destroy(error));
  try {
    yield* packed.pipe(gunzip);
  } catch (error) {
    throw fileFailure(file, error);
  }
}

async function requireAbsent(file: string): Promise<void> {
  const found = await access(file).then(
    () => true,
    () => false,
  );
  if (found) throw new Failure(Exit.refused, 'already-exists', `${file} exists already`);
}

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read or written',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  Z_BUF_ERROR: 'it ends before the backup does',
  Z_DATA_ERROR: 'it is no backup, or was altered',
};

/** Describes errors of files and of gzip in one line; other errors stay. */
function fileFailure(file: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof Failure || code === undefined) return error;
  const fault = FAULTS[code];
  return new Failure(Exit.refused, 'file', fault === undefined ? message : `${file}: ${fault}`);
}
