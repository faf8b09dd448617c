import { Argument, type Command, Option } from 'commander';
import type { JoinPolicy } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { formatSize } from '../size.ts';
import { facts } from '../table.ts';
import { quotaArgument } from './quota-argument.ts';

const MODES: Readonly<Record<JoinPolicy['mode'], string>> = {
  closed: 'closed: nobody',
  open: 'open: whoever asks',
  invitation: 'invitation: who has a code (postroom invitation make)',
  approval: 'approval: whom you approve (postroom application list)',
};

const EXAMPLES = `
Examples:
  postroom domain joining example.org
  postroom domain joining example.org open --quota 2G
  postroom domain joining example.org approval --reserve director treasurer
  postroom domain joining example.org closed`;

interface Options {
  quota?: number | null;
  names?: JoinPolicy['names'];
  reserve?: string[];
  release?: string[];
  overCatchAll?: boolean;
}

/** Adds `domain joining`: who may join a domain through the page. */
export function addJoiningCommand(domain: Command, { api, print }: Context): void {
  domain
    .command('joining')
    .argument('<name>')
    .addArgument(new Argument('[mode]', 'who may join').choices(Object.keys(MODES)))
    .description('show or set who may join it on the page /join')
    .option('--quota <size>', 'the space of each new account: 500M, 2G, none', quotaArgument)
    .addOption(
      new Option('--names <letters>', 'letters in names: ascii (a to z), or any (of one script)').choices([
        'ascii',
        'any',
      ]),
    )
    .option('--reserve <name...>', 'names that nobody can take, in addition to postmaster, admin and the like')
    .option('--release <name...>', 'reserved names to free again')
    .option('--over-catch-all', "let people take names whose mail goes to the domain's catch-all now")
    .option('--no-over-catch-all', 'let nobody join while there is a catch-all')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, mode: JoinPolicy['mode'] | undefined, options: Options) => {
      const path = `/domains/${segment(name)}/joining`;
      const before = await api().get<JoinPolicy>(path);
      const wanted = change(before, mode, options);
      const isSame = mode === undefined && Object.keys(options).length === 0;
      const policy = isSame ? before : await api().send<JoinPolicy>('PUT', path, wanted);
      print(policy, describe(policy));
    });
}

function change(before: JoinPolicy, mode: JoinPolicy['mode'] | undefined, options: Options): JoinPolicy {
  const released = new Set(options.release);
  return {
    mode: mode ?? before.mode,
    names: options.names ?? before.names,
    reserved: [...before.reserved, ...(options.reserve ?? [])].filter((word) => !released.has(word)),
    quotaBytes: options.quota === undefined ? before.quotaBytes : options.quota,
    overCatchAll: options.overCatchAll ?? before.overCatchAll,
  };
}

function describe({ mode, names, quotaBytes, reserved, overCatchAll }: JoinPolicy): string {
  return facts([
    ['joining', MODES[mode]],
    ['names', names === 'ascii' ? 'a to z, digits, dot, hyphen, underscore' : 'of one script of any'],
    ['quota', quotaBytes === null ? 'none' : formatSize(quotaBytes)],
    ['reserved', reserved.length > 0 ? reserved.join(', ') : 'the usual names'],
    ...(overCatchAll ? [['catch-all', 'gives names away'] as const] : []),
  ]);
}
