import { buildPage } from '../dev/page.ts';
import { orStopped, stopSignal } from '../dev/stop-signal.ts';
import { type Bench, LARGE, maildrops } from './bench.ts';
import { measureAccess } from './parts/access.ts';
import { measureInBrowser } from './parts/browser.ts';
import { measureChecks } from './parts/checks.ts';
import { measureEvents } from './parts/events.ts';
import { measureFirstRows } from './parts/first-rows.ts';
import { measureGreetings } from './parts/greetings.ts';
import { measureMemory } from './parts/memory.ts';
import { measurePages } from './parts/pages.ts';
import { measureSmtp } from './parts/smtp.ts';
import { peerMissing, startPostfixDovecot } from './peers/postfix-dovecot.ts';
import { startPostroom } from './postroom.ts';
import { report } from './report.ts';

/** The parts by name; `usual` ones run when none is named. The others take minutes, for filling mailboxes or hashing a thousand passwords. */
const PARTS: readonly { name: string; usual?: true; compares?: true; measure: (bench: Bench) => Promise<void> }[] = [
  { name: 'smtp', usual: true, compares: true, measure: measureSmtp },
  { name: 'checks', usual: true, compares: true, measure: measureChecks },
  { name: 'access', usual: true, compares: true, measure: measureAccess },
  { name: 'memory', usual: true, measure: measureMemory },
  { name: 'page', measure: measurePages },
  { name: 'rows', compares: true, measure: measureFirstRows },
  { name: 'browser', measure: measureInBrowser },
  { name: 'events', measure: measureEvents },
  { name: 'greetings', measure: measureGreetings },
];

const names = process.argv.slice(2);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const parts = PARTS.filter(({ name, usual }) => (names.length === 0 ? usual : names.includes(name)));

// smtp-source calls several recipients user, 2user, 3user, …; a single one keeps its name.
const MANY = ['user', ...Array.from({ length: 9 }, (_, index) => `${index + 2}user`)];
const USERS = ['user1', 'imap', 'lone', ...MANY, ...maildrops(rounds), ...LARGE.map(([user]) => user)];

const missing = parts.some(({ compares }) => compares) ? await peerMissing() : 'nothing is compared';
if (missing) console.log(`Ours alone: ${missing}`);
const signal = stopSignal();
await using stack = new AsyncDisposableStack();
// web-access serves the page that exists when it starts.
if (names.includes('browser')) await buildPage();
const ours = stack.use(await startPostroom(USERS));
const peers = missing ? [] : [stack.use(await startPostfixDovecot(USERS))];
const bench: Bench = { ours, subjects: [ours, ...peers], rounds, parts: names, results: [], cpu: {}, costs: [] };
try {
  for (const { measure } of parts) await orStopped(signal, measure(bench));
} catch (error) {
  // After a stop signal the peers and Postroom are stopped, and the results so far are reported.
  if (!signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await report(bench);
}
