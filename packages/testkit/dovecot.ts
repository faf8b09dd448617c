import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DovecotOptions {
  /** The folder for everything it stores; the caller removes it. */
  readonly folder: string;
  readonly imapPort: number;
  readonly pop3Port: number;
  /** Further configuration: its protocols, TLS, who may log in. */
  readonly settings: string;
}

export interface RunningDovecot extends AsyncDisposable {
  readonly pid: number;
  /** The owner of the Maildirs. */
  readonly owner: Owner;
  /** The folder of the Maildirs, each at `ADDRESS/Maildir`. */
  readonly mail: string;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Starts Debian's Dovecot on the loopback address, in the foreground. It may not accept connections yet. */
export async function runDovecot(options: DovecotOptions): Promise<RunningDovecot> {
  const { folder } = options;
  const owner = await ownerNamed('mail');
  const mail = join(folder, 'mail');
  await chmod(folder, 0o755);
  await mkdir(mail);
  await chown(mail, owner.uid, owner.gid);
  const file = join(folder, 'dovecot.conf');
  await writeFile(file, configuration(options, mail, owner));
  const child = spawn('/usr/sbin/dovecot', ['-F', '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    pid: child.pid ?? 0,
    owner,
    mail,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Returns the numeric ids of a Unix account of this machine. */
export async function ownerNamed(name: string): Promise<Owner> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (!line) throw new Error(`no account ${name} on this machine`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

function configuration({ folder, imapPort, pop3Port, settings }: DovecotOptions, mail: string, owner: Owner): string {
  return `base_dir = ${folder}/run
log_path = ${folder}/dovecot.log
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
first_valid_uid = 1
mail_max_userip_connections = 10000
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${mail}/%u
}
${listener('imap', imapPort)}
${listener('pop3', pop3Port)}
${settings}
`;
}

/** Configures one port; Debian's default port for implicit TLS stays closed. */
function listener(protocol: string, port: number): string {
  return `service ${protocol}-login {
  inet_listener ${protocol} {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener ${protocol}s {
    port = 0
  }
}`;
}
