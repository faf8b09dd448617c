import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '../dev/page.ts';
import { imapFetch, loneMessages, median, percentile, pop3Download } from './access.ts';
import { measureBrowser } from './browser.ts';
import { checkCosts } from './check-costs.ts';
import { startCheckedMail } from './checked-mail.ts';
import { cpuSeconds } from './cpu.ts';
import { waitingSources } from './event-sources.ts';
import { fillMailbox } from './fill.ts';
import { orders, SortingClient } from './first-rows.ts';
import { type Greetings, greetings } from './greetings.ts';
import { textsIndexed } from './large-mailbox.ts';
import { lists, PageClient, WITH_TOTAL } from './mail-page.ts';
import { idleImapSessions, largeSubmissions } from './memory.ts';
import { peerMissing, startPostfixDovecot } from './peers/postfix-dovecot.ts';
import { startPostroom } from './postroom.ts';
import { type Load, smtpToMailbox } from './smtp-to-mailbox.ts';
import type { Subject } from './subject.ts';

interface Result {
  what: string;
  unit: string;
  /** How the figure should compare: more is better, or less. */
  better: 'more' | 'less';
  target: string;
  values: Record<string, number>;
}

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
/** Rounds before those that count: a server runs for weeks, and V8 compiles for some ten thousand mails (docs/performance.md). */
const WARM_UP = 2;
const only = process.argv.slice(2);
const wanted = (name: string): boolean => only.length === 0 || only.includes(name);

/** A maildrop for each round and one to warm up, since a message is downloaded for the first time only once. */
const MAILDROPS = Array.from({ length: ROUNDS + 1 }, (_, index) => `pop${index}`);
// smtp-source names several recipients user, 2user, 3user, …; with one it keeps the name it is given.
const MANY = ['user', ...Array.from({ length: 9 }, (_, index) => `${index + 2}user`)];
/** Users with a large INBOX, how large it is, and how often each list of it is asked for. */
const LARGE = [
  ['page', 50_000],
  ['large', 200_000],
] as const;
const SOURCES = Number(process.env.BENCH_SOURCES ?? 10_000);
const PAGE_REQUESTS = Number(process.env.BENCH_REQUESTS ?? 200);

const USERS = ['user1', 'imap', 'lone', ...MANY, ...MAILDROPS, ...LARGE.map(([user]) => user)];

const LOADS: { name: string; target: string; load: Load }[] = [
  { name: '4 KiB, 100 sessions', target: '9 x', load: { messages: 4000, sessions: 100, bytes: 4096, recipients: 1 } },
  { name: '4 KiB, 20 sessions', target: '6 x', load: { messages: 3000, sessions: 20, bytes: 4096, recipients: 1 } },
  { name: '64 KiB, 20 sessions', target: '4 x', load: { messages: 1500, sessions: 20, bytes: 65_536, recipients: 1 } },
  {
    name: '10 recipients, 20 sessions',
    target: '3 x',
    load: { messages: 600, sessions: 20, bytes: 4096, recipients: 10 },
  },
];

const alone =
  only.length > 0 && only.every((part) => ['page', 'memory', 'events', 'browser', 'greetings'].includes(part));
const missing = alone ? 'nothing is compared' : await peerMissing();
if (missing) console.log(`Ours alone: ${missing}`);
await using stack = new AsyncDisposableStack();
// web-access serves the page that is there when it starts.
if (only.includes('browser')) await buildPage();
const ours = stack.use(await startPostroom(USERS));
const subjects: Subject[] = [ours, ...(missing ? [] : [stack.use(await startPostfixDovecot(USERS))])];
const results: Result[] = [];
const cpu: Record<string, Record<string, Record<string, number>>> = {};
const costs: [check: string, ms: number][] = [];

try {
  if (wanted('smtp')) for (const { name, target, load } of LOADS) await measureSmtp(name, target, load);
  if (wanted('checks')) await measureChecks();
  if (wanted('access')) await measureAccess();
  if (wanted('memory')) await measureMemory();
  // Filling takes minutes, and so do a thousand passwords.
  if (only.includes('page')) await measurePages();
  if (only.includes('rows')) await measureFirstRows();
  if (only.includes('browser')) await measureInBrowser();
  if (only.includes('events')) await measureEvents();
  if (only.includes('greetings')) await measureGreetings();
} finally {
  await report();
}

/** Signed mail with SPF, DKIM, DMARC and every check on, beside a peer that checks nothing. */
async function measureChecks(): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'bench-'));
  await using mail = await startCheckedMail(folder.path);
  await using checked = await startPostroom(['user1'], mail.settings);
  const load = { messages: 4000, sessions: 100, bytes: 4096, recipients: 1, message: mail };
  await measureSmtp('4 KiB signed, 100 sessions, with every check', '5 x', load, [checked, ...subjects.slice(1)]);
  costs.push(...(await checkCosts(checked, load)));
  await measureSmtp('4 KiB signed, 100 sessions, unchecked', '', load);
}

/** Alternating rounds after those that warm up: whatever else the machine does, it does to both. */
async function measureSmtp(name: string, target: string, load: Load, among = subjects): Promise<void> {
  const rates = new Map<string, number[]>();
  for (let round = 1 - WARM_UP; round <= ROUNDS; round++) {
    for (const subject of among) {
      const before = cpuSeconds(subject);
      const rate = await smtpToMailbox(subject, load);
      console.log(`  ${name}, ${round < 1 ? 'warm-up' : `round ${round}`}: ${subject.name} ${rate.toFixed(0)}/s`);
      if (round < 1) continue;
      rates.set(subject.name, [...(rates.get(subject.name) ?? []), rate]);
      if (round < ROUNDS) continue;
      cpu[name] ??= {};
      cpu[name][subject.name] = Object.fromEntries(
        [...cpuSeconds(subject)].map(([process, seconds]) => [
          process,
          ((seconds - (before.get(process) ?? 0)) * 1000) / load.messages,
        ]),
      );
    }
  }
  results.push({
    what: `SMTP to mailbox, ${name}`,
    unit: 'messages/s',
    better: 'more',
    target,
    values: Object.fromEntries([...rates].map(([subject, values]) => [subject, median(values)])),
  });
}

/** Connections that come at a steady rate and stay: how soon each is greeted, and what all of them take. */
async function measureGreetings(): Promise<void> {
  const rounds: Greetings[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const found = await greetings(ours, round === 0 ? 500 : 5_000, 500);
    const { medianMs, p99Ms, memory } = found;
    console.log(
      `  greetings, round ${round}: ${medianMs.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms; ${memory.toFixed(0)} MiB`,
    );
    if (round > 0) rounds.push(found);
  }
  const add = (what: string, unit: string, target: string, of: (one: Greetings) => number) =>
    results.push({ what, unit, better: 'less', target, values: { Postroom: median(rounds.map(of)) } });
  add('greeting at 500 connections a second, p99', 'ms', '150', ({ p99Ms }) => p99Ms);
  add('5,000 open SMTP connections, smtp-ingress', 'MiB', '400', ({ memory }) => memory);
}

async function measureAccess(): Promise<void> {
  const first: Result['values'] = {};
  const again: Result['values'] = {};
  const imap: Result['values'] = {};
  const p50: Result['values'] = {};
  const p99: Result['values'] = {};
  for (const subject of subjects) {
    console.log(`  filling the mailboxes of ${subject.name}`);
    for (const maildrop of MAILDROPS) await fillMailbox(subject, maildrop, 2000);
    await fillMailbox(subject, 'imap', 10_000);
  }
  type Measure = (subject: Subject, round: number) => Promise<number>;
  const rounds = async (name: string, measure: Measure, values: Result['values']): Promise<void> => {
    const all = new Map<string, number[]>();
    for (let round = 0; round <= ROUNDS; round++) {
      for (const subject of subjects) {
        const rate = await measure(subject, round);
        console.log(`  ${name}, ${round === 0 ? 'warm-up' : `round ${round}`}: ${subject.name} ${rate.toFixed(0)}/s`);
        // The first round warms up, as with SMTP.
        if (round > 0) all.set(subject.name, [...(all.get(subject.name) ?? []), rate]);
      }
    }
    for (const [name, measured] of all) values[name] = median(measured);
  };
  const download: Measure = (subject, round) => pop3Download(subject, `pop${round}`, 2000);
  // The first maildrop warms up the programs, again and again, as long as it takes to compile what they run.
  for (let time = 0; time < 12; time++) for (const subject of subjects) await download(subject, 0);
  await rounds('first download', download, first);
  await rounds('download again', download, again);
  await rounds('FETCH', (subject) => imapFetch(subject, 'imap', 10_000), imap);
  for (const subject of subjects) {
    await loneMessages(subject, 'lone', 20);
    const times = await loneMessages(subject, 'lone', 300);
    p50[subject.name] = percentile(times, 0.5);
    p99[subject.name] = percentile(times, 0.99);
  }
  const lone = 'a lone message, end of DATA to EXISTS in IDLE';
  results.push(
    {
      what: 'POP3, first download of 2,000 messages',
      unit: 'messages/s',
      better: 'more',
      target: '1 x',
      values: first,
    },
    { what: 'POP3, the same messages again', unit: 'messages/s', better: 'more', target: '1 x', values: again },
    {
      what: 'IMAP FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE), 10,000',
      unit: 'messages/s',
      better: 'more',
      target: '1 x',
      values: imap,
    },
    { what: `${lone}, p50`, unit: 'ms', better: 'less', target: '30 ms', values: p50 },
    { what: `${lone}, p99`, unit: 'ms', better: 'less', target: '150 ms', values: p99 },
  );
}

async function measureMemory(): Promise<void> {
  const sessions = await idleImapSessions(ours, 'lone', 1000);
  const large = await largeSubmissions(ours, 'lone', 50, 50 * 1024 * 1024 - 100_000);
  results.push(
    {
      what: '1,000 idle IMAP sessions, imap-access',
      unit: 'MiB',
      better: 'less',
      target: '150 MB',
      values: { [ours.name]: sessions },
    },
    ...Object.entries(large).map(([service, peak]) => ({
      what: `50 messages of 50 MB at once, ${service} at its peak`,
      unit: 'MiB',
      better: 'less' as const,
      target: '400 MB',
      values: { [ours.name]: peak },
    })),
  );
}

/** Lists of a large INBOX and their rows, in one JMAP request each. */
async function measurePages(): Promise<void> {
  for (const [user, count] of LARGE) {
    const account = await accountOf(user);
    console.log(`  filling the INBOX of ${user} with ${count} messages`);
    await ours.fillInbox(user, count);
    await textsIndexed(ours.pool);
    using client = new PageClient(ours.ports.HTTP_PORT, ours.login(user), account);
    const all = lists(await client.inbox());
    const email = await client.anyEmail();
    const stir = (n: number): Promise<void> => client.stir(email, n);
    const measured = [
      ...Object.entries(all).map(([name, query]) => ({ name, query, before: undefined })),
      { name: 'newest 50 threads and the total, counted anew', query: all[WITH_TOTAL] as object, before: stir },
    ];
    for (const { name, query, before } of measured) {
      await client.times(query, 10);
      const times = await client.times(query, PAGE_REQUESTS, before);
      for (const [part, of] of [['p50', 0.5] as const, ['p95', 0.95] as const]) {
        const what = `INBOX of ${count}, ${name}, ${part}`;
        console.log(`  ${what}: ${percentile(times, of).toFixed(1)} ms of ${times.length}`);
        results.push({ what, unit: 'ms', better: 'less', target: '', values: { [ours.name]: percentile(times, of) } });
      }
    }
  }
}

/** The first rows of a large INBOX: ours by one request of JMAP, theirs by SORT and FETCH of IMAP. */
async function measureFirstRows(): Promise<void> {
  const [user, count] = LARGE[0];
  for (const subject of subjects) {
    console.log(`  filling the INBOX of ${user} of ${subject.name} with ${count} messages`);
    if (subject !== ours || !only.includes('page')) await subject.fillInbox(user, count);
  }
  await textsIndexed(ours.pool);
  using client = new PageClient(ours.ports.HTTP_PORT, ours.login(user), await accountOf(user));
  const filter = { inMailbox: await client.inbox() };
  const requests = Math.ceil(PAGE_REQUESTS / ROUNDS);
  for (const [name, { sort, jmap }] of Object.entries(orders)) {
    const all = new Map(subjects.map((subject) => [subject.name, [] as number[]]));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const subject of subjects) {
        const measure = async (): Promise<number[]> => {
          if (subject === ours) return client.times({ filter, sort: [jmap], limit: 50 }, requests);
          using session = await SortingClient.open(subject, user);
          return await session.times(sort, requests);
        };
        const times = await measure();
        // The first round warms up, as with SMTP.
        if (round > 0) all.get(subject.name)?.push(...times);
      }
    }
    for (const [part, of] of [['p50', 0.5] as const, ['p95', 0.95] as const]) {
      const sorted = [...all].map(([subject, times]) => [subject, times.toSorted((a, b) => a - b)] as const);
      const values = Object.fromEntries(sorted.map(([subject, times]) => [subject, percentile(times, of)]));
      results.push({
        what: `first 50 of ${count}, ${name}, ${part}`,
        unit: 'ms',
        better: 'less',
        target: '1 x',
        values,
      });
    }
  }
}

async function accountOf(user: string): Promise<number> {
  const { rows } = await ours.pool.query<{ id: number }>('select id from accounts where address = $1', [
    ours.login(user),
  ]);
  return rows[0]?.id ?? 0;
}

/** What one feels of the page with an INBOX of 50,000. */
async function measureInBrowser(): Promise<void> {
  // `page` may have filled it.
  if (!only.includes('page')) await ours.fillInbox(...LARGE[0]);
  await textsIndexed(ours.pool);
  for (const { value, ...figure } of await measureBrowser(
    `http://127.0.0.1:${ours.ports.HTTP_PORT}`,
    ours.login('page'),
  ))
    results.push({ ...figure, better: 'less', values: { [ours.name]: value } });
}

/** Clients of JMAP that wait to be told, while nothing happens. */
async function measureEvents(): Promise<void> {
  const pid = ours.processes().find(({ name }) => name === 'web-access')?.pid ?? 0;
  const { kibEach, transactionsBefore, transactions } = await waitingSources(
    ours.pool,
    ours.ports.HTTP_PORT,
    pid,
    SOURCES,
  );
  const waiting = `${SOURCES} waiting event sources`;
  const figures = [
    { what: `${waiting}, each`, unit: 'KiB', target: '40 KB', value: kibEach },
    { what: `transactions without ${waiting}`, unit: '/s', target: '', value: transactionsBefore },
    { what: `transactions with ${waiting}`, unit: '/s', target: '', value: transactions },
  ];
  for (const { value, ...figure } of figures)
    results.push({ ...figure, better: 'less', values: { [ours.name]: value } });
}

async function report(): Promise<void> {
  const peer = subjects[1]?.name;
  const machine = `${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`;
  console.log(`\nMedians of ${ROUNDS} alternating rounds; ${machine}\n`);
  console.log(`| what | Postroom | ${peer ?? '-'} | ratio | wanted |\n|---|---|---|---|---|`);
  for (const { what, unit, better, target, values } of results) {
    const [mine, theirs] = [values[ours.name] ?? Number.NaN, peer === undefined ? undefined : values[peer]];
    const ratio = theirs === undefined ? '' : `${(better === 'more' ? mine / theirs : theirs / mine).toFixed(1)} x`;
    const shown = (value: number | undefined): string =>
      value === undefined ? '' : `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
    console.log(`| ${what} | ${shown(mine)} | ${shown(theirs)} | ${ratio} | ${target} |`);
  }
  for (const [load, bySubject] of Object.entries(cpu)) {
    console.log(`\nCPU seconds per 1,000 messages, ${load}`);
    for (const [subject, processes] of Object.entries(bySubject)) {
      const parts = Object.entries(processes).map(([process, seconds]) => `${process} ${seconds.toFixed(2)}`);
      console.log(`  ${subject}: ${parts.join(', ')}`);
    }
  }
  if (costs.length > 0) console.log('\nWhat each check takes of a mail, one mail after the other');
  for (const [check, ms] of costs) console.log(`  ${check.padEnd(24)} ${ms.toFixed(3)} ms`);
  await mkdir('data', { recursive: true });
  const file = 'data/bench.json';
  await writeFile(
    file,
    `${JSON.stringify({ date: new Date(), machine, rounds: ROUNDS, results, cpu, costs }, null, 2)}\n`,
  );
  console.log(`\nWritten to ${file}`);
}
