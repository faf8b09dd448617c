import { release } from '@postroom/service/build-info';
import { Command } from 'commander';
import { addAccountCommands } from './commands/account.ts';
import { addAliasCommands } from './commands/alias.ts';
import { addApplicationCommands } from './commands/application.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addBlobCommands } from './commands/blobs.ts';
import { addBrandingCommands } from './commands/branding.ts';
import { addCertificateCommands } from './commands/certificate.ts';
import { addDelegateCommands } from './commands/delegate.ts';
import { addDomainCommands } from './commands/domain.ts';
import { addGroupCommands } from './commands/group.ts';
import { addInvitationCommands } from './commands/invitation.ts';
import { addMaintenanceCommands } from './commands/maintenance.ts';
import { addPolicyCommands } from './commands/policy.ts';
import { addQuarantineCommands } from './commands/quarantine.ts';
import { addQueueCommands } from './commands/queue.ts';
import { addReportsCommand } from './commands/reports.ts';
import { addSendingCommands } from './commands/sending.ts';
import { addTraceCommand } from './commands/trace.ts';
import { createContext } from './context.ts';
import { failureLine, isForPrograms } from './failure-line.ts';
import type { Io } from './io.ts';
import { variables } from './settings.ts';

const ENVIRONMENT = `
Environment:
${Object.entries(variables)
  .map(([name, { description }]) => `  ${name}\n      ${description}`)
  .join('\n')}

Exit codes: 0 done, 1 refused, 2 wrong usage, 69 not reachable`;

/** Returns the whole command line. */
export function createProgram(io: Io): Command {
  const program = new Command('postroom')
    .description(
      'Manages a Postroom platform: domains, accounts, aliases, groups, who may join, the queue, and the trace of a message.',
    )
    .version(`postroom ${release()}`, '--version', 'print the version')
    .option('--json', 'print JSON, for programs')
    .addHelpText('after', ENVIRONMENT)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // Prints the help of a command without its subcommand; for programs main prints a line.
      writeErr: (text) => void (isForPrograms(io) || io.stderr.write(text)),
      outputError: (text) => {
        const line = text.replace(/^error: /, '').trim();
        io.stderr.write(failureLine(io, 'usage', line.replaceAll('\n', ' ')));
      },
    })
    .exitOverride()
    .hook('preAction', (_program, command) => giveNulls(command));
  const context = createContext(io, () => program.opts().json === true);
  for (const add of [
    addDomainCommands,
    addCertificateCommands,
    addAccountCommands,
    addAliasCommands,
    addGroupCommands,
    addDelegateCommands,
    addApplicationCommands,
    addInvitationCommands,
    addPolicyCommands,
    addBrandingCommands,
    addQueueCommands,
    addQuarantineCommands,
    addSendingCommands,
    addReportsCommand,
    addTraceCommand,
    addBackupCommands,
    addBlobCommands,
    addMaintenanceCommands,
  ]) {
    add(program, context);
  }
  return program;
}

/** Sets null for options that were read as null (`none`, `default`), for which Commander returns an empty text. */
function giveNulls(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (option.parseArg && command.getOptionValue(name) === '') command.setOptionValueWithSource(name, null, 'cli');
  }
}
