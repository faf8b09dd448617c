import { execFile } from 'node:child_process';
import { access, chown, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from '@postroom/launch';
import { type Owner, ownerNamed, runDovecot } from '@postroom/testkit';
import { messageOf } from '../large-mailbox.ts';
import type { Subject } from '../subject.ts';

const run = promisify(execFile);

/** Returns why Debian's packages postfix, dovecot-lmtpd, dovecot-imapd and dovecot-pop3d cannot be started; null when they can. */
export async function peerMissing(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'Postfix and Dovecot can only be started by root';
  for (const file of ['/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/lib/dovecot/lmtp', '/usr/lib/dovecot/pop3']) {
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (!there) return `${file} is not there (apt-get install postfix dovecot-lmtpd dovecot-imapd dovecot-pop3d)`;
  }
  return null;
}

/** Starts Postfix and Dovecot with Debian's settings, in directories and on ports of their own: SMTP, LMTP, Maildir. */
export async function startPostfixDovecot(users: readonly string[]): Promise<Subject> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'peer-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const [smtpPort, imapPort, pop3Port] = (await freePorts(3)) as [number, number, number];
  const queue = join(folder, 'queue');
  await mkdir(queue);
  const dovecot = await runDovecot({ folder, imapPort, pop3Port, settings: dovecotSettings(folder) });
  cleanUp.use(dovecot);
  const { mail, owner } = dovecot;
  const postfix = await startPostfix({ folder, queue, users, smtpPort });
  cleanUp.defer(postfix.stop);
  for (const port of [smtpPort, imapPort, pop3Port]) await answering(port);
  const kept = cleanUp.move();
  return {
    name: 'Postfix + Dovecot',
    smtpPort,
    imapPort,
    pop3Port,
    login: (user) => `${user}@bench.test`,
    processes: () => [
      { name: 'postfix', pid: postfix.pid },
      { name: 'dovecot', pid: dovecot.pid },
    ],
    async delivered() {
      const counts = await Promise.all(users.map((user) => countMaildir(join(mail, `${user}@bench.test`, 'Maildir'))));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    fillInbox: (user, count) => fillMaildir(join(mail, `${user}@bench.test`), count, owner),
    retryNow: postfix.retryNow,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Makes every address an account, and accepts mail by LMTP. */
function dovecotSettings(folder: string): string {
  return `protocols = imap pop3 lmtp
ssl = no
passdb {
  driver = static
  args = password=bench
}
service lmtp {
  unix_listener ${folder}/lmtp {
    mode = 0666
  }
}
`;
}

interface PostfixPlace {
  folder: string;
  queue: string;
  users: readonly string[];
  smtpPort: number;
}

interface Postfix {
  pid: number;
  retryNow: () => Promise<void>;
  stop: () => Promise<void>;
}

async function startPostfix(place: PostfixPlace): Promise<Postfix> {
  const config = join(place.folder, 'postfix');
  await mkdir(config);
  await mkdir(join(place.folder, 'postfix-data'));
  const { uid, gid } = await ownerNamed('postfix');
  await chown(join(place.folder, 'postfix-data'), uid, gid);
  const stock = await readFile('/usr/share/postfix/master.cf.dist', 'utf8');
  const master = stock
    .replace(/^smtp\s+inet\s.*$/m, `127.0.0.1:${place.smtpPort} inet n - n - - smtpd`)
    // chroot would need files copied into the queue directory; it makes no difference to the work.
    .replace(/^(\S+\s+(?:unix|fifo|unix-dgram|inet)\s+\S+\s+\S+\s+)[y-](\s)/gm, '$1n$2');
  await writeFile(join(config, 'master.cf'), master);
  await writeFile(join(config, 'users'), `${place.users.map((user) => `${user}@bench.test ok`).join('\n')}\n`);
  await writeFile(
    join(config, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${place.queue}
data_directory = ${place.folder}/postfix-data
myhostname = bench.test
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
maillog_file = ${place.folder}/postfix.log
maillog_file_prefixes = ${place.folder}
virtual_mailbox_domains = bench.test
virtual_mailbox_maps = texthash:${config}/users
virtual_transport = lmtp:unix:${place.folder}/lmtp
message_size_limit = 104857600
virtual_mailbox_limit = 0
`,
  );
  await run('/usr/sbin/postfix', ['-c', config, 'start']);
  const pid = Number((await readFile(join(place.queue, 'pid', 'master.pid'), 'utf8')).trim());
  const postfix = async (...args: string[]): Promise<void> =>
    void (await run('/usr/sbin/postfix', ['-c', config, ...args]));
  return { pid, retryNow: () => postfix('flush'), stop: () => postfix('stop') };
}

async function countMaildir(folder: string): Promise<number> {
  const counts = await Promise.all(
    ['new', 'cur'].map((part) =>
      readdir(join(folder, part)).then(
        (names) => names.length,
        () => 0,
      ),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Writes messages as a delivery would: a file's time is its arrival, and its name has flags and size. */
async function fillMaildir(home: string, count: number, { uid, gid }: Owner): Promise<void> {
  const folders = [home, join(home, 'Maildir'), ...['cur', 'new', 'tmp'].map((part) => join(home, 'Maildir', part))];
  for (const folder of folders) {
    await mkdir(folder, { recursive: true });
    await chown(folder, uid, gid);
  }
  for (let number = 0; number < count; number++) {
    const { text, isSeen, internalDate } = messageOf(number);
    const seconds = internalDate.getTime() / 1000;
    const name = `${seconds}.M${number}.bench,S=${Buffer.byteLength(text)}:2,${isSeen ? 'S' : ''}`;
    const file = join(home, 'Maildir/cur', name);
    await writeFile(file, text);
    await utimes(file, seconds, seconds);
    await chown(file, uid, gid);
  }
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
    });
    if (open) return;
    await pause(50);
  }
  throw new Error(`nothing answers on port ${port}`);
}
