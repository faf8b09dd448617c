import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, SupervisedProcess } from '@postroom/launch';
import { findProgram } from './program.ts';

export interface TestRspamd extends AsyncDisposable {
  readonly url: string;
  /** The URL of its controller; the password is `secret`. */
  readonly controllerUrl: string;
  /** PEM. The private half signs the messages of users of a.test, with selector dkim. */
  readonly dkimPublicKey: string;
  readonly process: SupervisedProcess;
  /** Kills all its processes, like a crash. */
  kill(): void;
  /** The lines of its log. */
  readonly lines: readonly string[];
}

const SHARE = '/usr/share/rspamd';

/** Returns rspamd's own test pattern; the letter is the action (X: reject, Y: add header, Z: rewrite subject). */
export const gtube = (letter: 'X' | 'Y' | 'Z'): string =>
  `${letter}JS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X`;

/** Rules for actions that the test patterns cannot cause, by subject, and one that shows the envelope in a header field. */
const LUA = `
dofile('${SHARE}/rules/rspamd.lua')
rspamd_config:register_symbol({
  name = 'TEST_SUBJECT', type = 'postfilter', priority = 10,
  callback = function(task)
    local subject = task:get_subject() or ''
    local action = subject:match('^please (.+)$')
    if action then task:set_pre_result(action, 'as you asked', 'test') end
    local from = task:get_from('smtp')
    local cipher = task:get_request_header('TLS-Cipher')
    task:set_milter_reply({
      add_headers = { ['X-Seen'] = { order = 0, value = table.concat({
        'user=' .. (task:get_user() or ''), 'helo=' .. (task:get_helo() or ''),
        'ip=' .. tostring(task:get_from_ip()), 'from=' .. (from and from[1].addr or ''),
        'rcpt=' .. #(task:get_recipients('smtp') or {}), 'tls=' .. (cipher and 'yes' or 'no'),
        'qid=' .. (task:get_queue_id() or ''), 'size=' .. task:get_size() }, ' ') } },
      remove_headers = { ['X-Remove'] = 0 },
    })
  end,
})`;

/** Starts a real rspamd without DNS, Redis and most rules: `await using rspamd = await testRspamd()`. Null where it is not installed. */
export async function testRspamd(): Promise<TestRspamd | null> {
  const program = findProgram('rspamd');
  if ('skip' in program) return null;
  const folder = await mkdtemp(join(tmpdir(), 'rspamd-'));
  await chmod(folder, 0o755);
  const [port = 0, controller = 0] = await freePorts(2);
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(join(folder, 'a.test.dkim.key'), keys.privateKey);
  await writeFile(join(folder, 'test.lua'), LUA);
  // The list of all public suffixes would take seconds to compile.
  await writeFile(join(folder, 'suffixes'), 'com\norg\ntest\n');
  const configuration = join(folder, 'rspamd.conf');
  await writeFile(
    configuration,
    `options {
      pidfile = "${folder}/rspamd.pid"; tempdir = "${folder}"; hs_cache_dir = "${folder}";
      cache_file = "${folder}/symbols.cache"; history_file = "${folder}/history";
      control_socket = "${folder}/control.sock mode=0600"; url_tld = "${folder}/suffixes";
      filters = "dkim"; local_addrs = []; enable_test_patterns = true;
      dns { nameserver = ["127.0.0.1:9"]; timeout = 10ms; retransmits = 1; }
    }
    logging { type = "console"; level = "info"; }
    lua = "${folder}/test.lua";
    actions { reject = 15; add_header = 6; greylist = 4; }
    worker "normal" { bind_socket = "127.0.0.1:${port}"; count = 1; }
    worker "controller" { bind_socket = "127.0.0.1:${controller}"; count = 1; password = "secret"; secure_ip = []; }
    modules { path = "${SHARE}/plugins/milter_headers.lua"; path = "${SHARE}/plugins/dkim_signing.lua"; }
    dkim { }
    dkim_signing { path = "${folder}/$domain.$selector.key"; selector = "dkim"; use_esld = false; }
    milter_headers { use = ["x-spamd-bar"]; skip_local = false; skip_authenticated = true; }`,
  );
  const lines: string[] = [];
  const url = `http://127.0.0.1:${port}`;
  const server = new SupervisedProcess(
    {
      name: 'rspamd',
      command: program.path,
      // Workers may run as root, since a container has no other user.
      args: ['--no-fork', '--insecure', '--config', configuration],
      env: { PATH: '/usr/bin:/bin' },
      isReady: () => answers(url),
    },
    { line: (_name, text) => lines.push(text) },
  );
  await server.start();
  return {
    url,
    controllerUrl: `http://127.0.0.1:${controller}`,
    dkimPublicKey: keys.publicKey,
    process: server,
    lines,
    kill() {
      // Its workers would outlive it and keep the port; all belong to one process group.
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(2_000) });
    return (await response.text()).startsWith('pong');
  } catch {
    return false;
  }
}
