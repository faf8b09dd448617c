// `npm run demo`: shows every line of mail from one provider to another. Exits with 0 only if every body arrived byte for byte.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { styleText } from 'node:util';
import { startDns } from '@postroom/testkit';
import { listQueue, traceMail } from '@postroom/transit';
import { commandLine } from './command-line.ts';
import { show } from './demo/dialogue.ts';
import { type Provider, prepareProvider } from './demo/platform.ts';
import { fetchByPop3, type Letter, readByImap, submit } from './demo/programs.ts';
import { orStopped, stopSignal } from './stop-signal.ts';
import { temporaryStores } from './temporary-stores.ts';

commandLine('npm run demo', {});

const PASSWORD = 'demo password';
const WAIT_MS = 60_000;
const signal = stopSignal();

try {
  await using stack = new AsyncDisposableStack();
  await orStopped(signal, narrate(stack));
} catch (error) {
  console.error(`\ndemo: ${signal.aborted ? 'stopped' : error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
}
process.exit();

async function narrate(stack: AsyncDisposableStack): Promise<void> {
  chapter(
    'Two providers, qq.example and 163.example, each with its own services, database and ports, and a DNS server',
  );
  const stores = stack.use(await temporaryStores());
  const dns = stack.use(
    await startDns({
      'qq.example': { MX: [[10, 'mx.qq.example']] },
      '163.example': { MX: [[10, 'mx.163.example']] },
      'mx.qq.example': { A: ['127.0.0.1'] },
      'mx.163.example': { A: ['127.0.0.1'] },
    }),
  );
  const qq = await prepareProvider('qq.example', { ann: PASSWORD, amy: PASSWORD }, stores, stack);
  const netease = await prepareProvider('163.example', { bo: PASSWORD }, stores, stack);
  await qq.start({ dnsServer: dns.address, smtpPort: netease.ports.SMTP_PORT });
  await netease.start({ dnsServer: dns.address, smtpPort: qq.ports.SMTP_PORT });
  console.log(`    DNS at ${dns.address}`);
  for (const { domain, ports } of [qq, netease]) {
    console.log(
      `    ${domain}: SMTP ${ports.SMTP_PORT}, submission ${ports.SUBMISSION_PORT}, IMAP ${ports.IMAP_PORT}, POP3 ${ports.POP3_PORT}`,
    );
  }

  await acrossDomains(qq, netease, 'by POP3', fetchByPop3, 'POP3_PORT');
  await acrossDomains(qq, netease, 'by IMAP', readByImap, 'IMAP_PORT');
  await withinOneDomain(qq);
  await storeAndForward(qq, netease);
  console.log(styleText(['bold', 'green'], '\nEvery body arrived byte for byte.'));
}

type Reader = typeof fetchByPop3;

async function acrossDomains(from: Provider, to: Provider, how: string, read: Reader, port: 'POP3_PORT' | 'IMAP_PORT') {
  const mail = letter(`ann@${from.domain}`, `bo@${to.domain}`, `read ${how}`);
  chapter(`① ann's mail program hands a message for bo@${to.domain} to her own server, with a login`);
  await submit(from.ports.SUBMISSION_PORT, mail);
  const lines = await relayed(from, mail);
  chapter(`② ${from.domain} sees that ${to.domain} is not its own and looks up its MX`);
  show('DNS', `${to.domain} MX → 10 mx.${to.domain}, A → 127.0.0.1`);
  chapter('③ SMTP between the two servers');
  for (const line of lines) show(line.slice(0, 1), line.slice(2));
  chapter(`④ ${to.domain} files it`);
  const trace = await filed(to, mail);
  show('trace', trace);
  chapter(`⑤⑥ bo's mail program logs in and reads it ${how}`);
  await compare(mail, await read(to.ports[port], mail.to, PASSWORD));
}

async function withinOneDomain(provider: Provider): Promise<void> {
  const mail = letter(`ann@${provider.domain}`, `amy@${provider.domain}`, 'within one domain');
  chapter(`Within ${provider.domain}: from ann to amy, nothing is relayed`);
  await submit(provider.ports.SUBMISSION_PORT, mail);
  show('trace', await filed(provider, mail));
  const [trace] = await traceMail(provider.pool, messageId(mail), 1);
  assert.deepEqual(
    trace?.steps.map((step) => step.kind),
    ['accepted', 'filed'],
    'it was relayed',
  );
  await compare(mail, await readByImap(provider.ports.IMAP_PORT, mail.to, PASSWORD));
}

async function storeAndForward(from: Provider, to: Provider): Promise<void> {
  const mail = letter(`ann@${from.domain}`, `bo@${to.domain}`, 'store and forward');
  chapter(`Store and forward: the server of ${to.domain} is stopped`);
  const ingress = to.fleet.process('smtp-ingress');
  await ingress.stop();
  await submit(from.ports.SUBMISSION_PORT, mail);
  const waiting = await until('the mail to wait in the queue', async () => {
    const { deliveries } = await listQueue(from.pool, {}, { limit: 10 });
    return deliveries.find((delivery) => delivery.lastReply !== null);
  });
  show('queue', `${waiting.recipient}: ${waiting.state}, attempts ${waiting.attempts}, ${waiting.lastReply}`);
  show('queue', `next attempt at ${waiting.nextAttemptAt.toISOString()}`);
  chapter(`The server of ${to.domain} returns`);
  await ingress.start();
  for (const line of await relayed(from, mail)) show(line.slice(0, 1), line.slice(2));
  show('trace', await filed(to, mail));
  await compare(mail, await fetchByPop3(to.ports.POP3_PORT, mail.to, PASSWORD));
}

function letter(from: string, to: string, subject: string): Letter {
  const id = `<${subject.replaceAll(' ', '-')}.${Date.now()}@laptop.home>`;
  const text = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${id}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Hello! 你好！',
    '.a line that begins with a dot',
    '.',
    'and one that is nothing else.',
    '',
  ].join('\r\n');
  return { from, password: PASSWORD, to, text: Buffer.from(text).toString('latin1') };
}

function messageId(mail: Letter): string {
  return /^Message-ID: (.*)$/m.exec(mail.text)?.[1]?.trim() ?? '';
}

/** Returns the lines between the servers, once the next one has accepted the message. */
function relayed(provider: Provider, mail: Letter): Promise<string[]> {
  return until('the mail to be passed on', async () => {
    const [trace] = await traceMail(provider.pool, messageId(mail), 1);
    if (!trace?.deliveries.every((delivery) => delivery.state === 'relayed')) return undefined;
    return trace.steps.flatMap((step) => (step.detail.lines as string[] | undefined) ?? []);
  });
}

function filed(provider: Provider, mail: Letter): Promise<string> {
  return until('the mail to be filed', async () => {
    const [trace] = await traceMail(provider.pool, messageId(mail), 1);
    const step = trace?.steps.find(({ kind }) => kind === 'filed');
    return step && `${step.recipient}: filed into ${step.detail.mailbox} as uid ${step.detail.uid}`;
  });
}

async function compare(mail: Letter, received: string | null): Promise<void> {
  assert.ok(received?.endsWith(mail.text), `what arrived is not what was sent:\n${received}`);
  console.log(styleText('green', '    the message is what was sent, byte for byte'));
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = performance.now() + WAIT_MS; performance.now() < deadline; await pause(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`waited ${WAIT_MS / 1000} s for ${what}`);
}

function chapter(title: string): void {
  console.log(`\n${styleText('bold', title)}`);
}
