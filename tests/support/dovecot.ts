import { execFile } from 'node:child_process';
import { access, chown, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '@postroom/launch';
import { runDovecot, Wire } from '@postroom/testkit';
import { certificateFor } from '../../packages/net/testing.ts';
import { PASSWORD } from './accounts.ts';
import { eventually } from './eventually.ts';

const run = promisify(execFile);
const DELIVERED = new Date('2026-11-22T10:00:00Z');

/** Debian's Dovecot. Our transcripts are also run against it, which checks the transcripts. Every address is an account. */
export interface Dovecot extends AsyncDisposable {
  readonly imapPort: number;
  readonly pop3Port: number;
  createMailbox(address: string, mailbox: string): Promise<void>;
  /** Delivers messages into a mailbox, in order. */
  deliver(address: string, mailbox: string, ...messages: readonly string[]): Promise<void>;
}

/** Whether to test Dovecot instead of Postroom: `PEER=dovecot npm test -- tests/conformance/pop3`. */
export const isPeerWanted = process.env.PEER === 'dovecot';

export async function startDovecot(): Promise<Dovecot> {
  await access('/usr/sbin/dovecot').catch(() => {
    throw new Error('Dovecot is not here: apt-get install dovecot-imapd dovecot-pop3d');
  });
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'dovecot-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const users = join(folder, 'users');
  // One line stands for all accounts, because Dovecot does not read a changed file at once.
  await writeFile(users, `everybody:{plain}${PASSWORD}\n`);
  const [imapPort = 0, pop3Port = 0] = await freePorts(2);
  const pair = await certificateFor('localhost', folder);
  const dovecot = await runDovecot({ folder, imapPort, pop3Port, settings: settings(users, pair) });
  cleanUp.use(dovecot);
  const {
    mail,
    owner: { uid, gid },
  } = dovecot;
  for (const port of [imapPort, pop3Port]) await eventually(`Dovecot at ${port}`, () => greets(port));

  async function maildir(address: string, mailbox: string): Promise<string> {
    const path = join(mail, address, 'Maildir', mailbox === 'INBOX' ? '' : `.${mailbox.replaceAll('/', '.')}`);
    for (const part of ['tmp', 'new', 'cur']) await mkdir(join(path, part), { recursive: true });
    await run('chown', ['-R', `${uid}:${gid}`, join(mail, address)]);
    return path;
  }
  let delivered = 0;
  const kept = cleanUp.move();
  return {
    imapPort,
    pop3Port,
    createMailbox: async (address, mailbox) => void (await maildir(address, mailbox)),
    async deliver(address, mailbox, ...messages) {
      const path = await maildir(address, mailbox);
      for (const message of messages) {
        // Dovecot assigns uids in the order of these names.
        const name = `${1_700_000_000 + delivered}.M1P1.localhost`;
        delivered += 1;
        await writeFile(join(path, 'tmp', name), message, 'latin1');
        await chown(join(path, 'tmp', name), uid, gid);
        // Sets INTERNALDATE to the time that our own server is given.
        await utimes(join(path, 'tmp', name), DELIVERED, DELIVERED);
        await run('mv', [join(path, 'tmp', name), join(path, 'new', name)]);
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function greets(port: number): Promise<boolean> {
  await using wire = await Wire.connect({ port });
  return (await wire.readLine()).includes('OK');
}

function settings(users: string, { certificate, key }: { certificate: string; key: string }): string {
  return `protocols = imap pop3
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${key}
auth_mechanisms = plain login
auth_failure_delay = 0 secs
mail_attribute_dict =
mailbox_list_index = no
maildir_stat_dirs = yes
namespace inbox {
  inbox = yes
  separator = /
${['Archive', 'Drafts', 'Junk', 'Sent', 'Trash'].map(mailboxOf).join('\n')}
}
protocol pop3 {
  pop3_lock_session = yes
}
passdb {
  driver = passwd-file
  args = username_format=everybody ${users}
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;
}

function mailboxOf(name: string): string {
  return `  mailbox ${name} {
    auto = subscribe
    special_use = \\${name}
  }`;
}
