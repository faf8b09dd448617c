import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Subject } from './subject.ts';

export interface Load {
  messages: number;
  sessions: number;
  bytes: number;
  /** The number of recipients of each message; user1, user2, … */
  recipients: number;
  /** Replaces the message that smtp-source makes up. */
  message?: { readonly file: string; readonly helo: string };
}

/** Returns the messages per second, from the first connection of smtp-source until the last message is in its mailbox. */
export async function smtpToMailbox(subject: Subject, load: Load): Promise<number> {
  const before = await subject.delivered();
  const wanted = before + load.messages * load.recipients;
  const started = performance.now();
  await smtpSource(subject, load);
  const deadline = performance.now() + 300_000;
  while ((await subject.delivered()) < wanted) {
    if (performance.now() > deadline) throw new Error(`${subject.name}: not all messages arrived`);
    await pause(10);
  }
  return load.messages / ((performance.now() - started) / 1000);
}

/** Runs Postfix's load generator; `-d` keeps the session for the next message. */
async function smtpSource(subject: Subject, load: Load): Promise<void> {
  const args = ['-d', '-s', `${load.sessions}`, '-m', `${load.messages}`];
  if (load.message) args.push('-F', load.message.file, '-M', load.message.helo);
  else args.push('-l', `${load.bytes}`);
  if (load.recipients > 1) args.push('-r', `${load.recipients}`);
  args.push('-f', 'sender@elsewhere.test', '-t', load.recipients > 1 ? 'user@bench.test' : 'user1@bench.test');
  const child = spawn('smtp-source', [...args, `127.0.0.1:${subject.smtpPort}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`);
}
