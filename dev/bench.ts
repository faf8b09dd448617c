// `npm run bench [-- smtp|access|memory|page|browser|events|greetings]` compares Postroom with Postfix and Dovecot in one run on this machine.
import { commandLine } from './command-line.ts';

commandLine('npm run bench [-- smtp | access | memory | page | browser | events | greetings]', {}, { operands: true });
await import('../bench/main.ts');
process.exit();
