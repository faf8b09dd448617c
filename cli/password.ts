import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { usage } from './failure.ts';
import type { Io } from './io.ts';

const MAX_INPUT = 64 * 1024;

/** Reads a new password: typed twice at a prompt that shows nothing, or the one line of standard input. Never an argument. */
export async function readNewPassword(io: Io): Promise<string> {
  const password = io.stdin.isTTY ? await promptTwice(io) : await readLine(io.stdin);
  if (password === '') throw usage('the password is empty');
  return password;
}

async function readLine(stdin: Io['stdin']): Promise<string> {
  let text = '';
  stdin.setEncoding('utf8');
  for await (const data of stdin) {
    text += data;
    if (text.length > MAX_INPUT) throw usage('standard input is too long to be a password');
  }
  const line = text.replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line)) throw usage('standard input must be one line, the password');
  return line;
}

async function promptTwice({ stdin, stderr }: Io): Promise<string> {
  // The line editor echoes what is typed, so it gets an output that shows nothing.
  const nowhere = new Writable({ write: (_data, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  const ask = (question: string) =>
    new Promise<string>((resolve, reject) => {
      stderr.write(question);
      const stopped = (): void => {
        stderr.write('\n');
        reject(usage('no password was given'));
      };
      lines.once('close', stopped); // Ctrl-C and Ctrl-D both close it
      lines.once('line', (line) => {
        lines.off('close', stopped);
        stderr.write('\n');
        resolve(line);
      });
    });
  try {
    const password = await ask('New password: ');
    if ((await ask('Again: ')) !== password) throw usage('the two passwords are not the same');
    return password;
  } finally {
    lines.close();
  }
}
