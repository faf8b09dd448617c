import { LineClient } from './line-client.ts';
import type { Subject } from './subject.ts';

/** Returns the messages per second when a whole POP3 maildrop is downloaded, one message after the other as most programs do. */
export async function pop3Download(subject: Subject, user: string, count: number): Promise<number> {
  using client = await LineClient.open(subject.pop3Port, '+OK');
  await client.ask(`USER ${subject.login(user)}\r\n`, '+OK');
  await client.ask('PASS bench\r\n', '+OK');
  const started = performance.now();
  for (let number = 1; number <= count; number++) await client.ask(`RETR ${number}\r\n`, '\r\n.\r\n');
  const seconds = (performance.now() - started) / 1000;
  await client.ask('QUIT\r\n', '+OK');
  return count / seconds;
}

/** Returns the messages per second of `FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE)`. The first run only warms caches. */
export async function imapFetch(subject: Subject, user: string, count: number): Promise<number> {
  using client = await LineClient.open(subject.imapPort, '* OK');
  await client.ask(`a LOGIN ${subject.login(user)} bench\r\n`, 'a OK');
  await client.ask('b SELECT INBOX\r\n', 'b OK');
  const seconds: number[] = [];
  for (let run = 0; run < 6; run++) {
    const started = performance.now();
    await client.ask('c FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE)\r\n', '\r\nc OK');
    seconds.push((performance.now() - started) / 1000);
  }
  return count / median(seconds.slice(1));
}

/** Returns the milliseconds from the end of DATA to the EXISTS of a client in IDLE. */
export async function loneMessages(subject: Subject, user: string, samples: number): Promise<number[]> {
  using reader = await LineClient.open(subject.imapPort, '* OK');
  await reader.ask(`a LOGIN ${subject.login(user)} bench\r\n`, 'a OK');
  await reader.ask('b SELECT INBOX\r\n', 'b OK');
  await reader.ask('c IDLE\r\n', '+ ');
  using sender = await LineClient.open(subject.smtpPort, '220 ');
  await sender.ask('EHLO bench.test\r\n', '250 ');
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    await sender.ask('MAIL FROM:<sender@elsewhere.test>\r\n', '250 ');
    await sender.ask(`RCPT TO:<${user}@bench.test>\r\n`, '250 ');
    await sender.ask('DATA\r\n', '354 ');
    const exists = reader.until(' EXISTS\r\n');
    const started = performance.now();
    await sender.ask(`Subject: ${sample}\r\n\r\nhello\r\n.\r\n`, '250 ');
    await exists;
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

export function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Returns a percentile of sorted values. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
