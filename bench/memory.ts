import { peakMemory, residentMemory } from './cpu.ts';
import { LineClient } from './line-client.ts';
import type { Subject } from './subject.ts';

/** Returns the MiB of the IMAP process with `count` sessions in IDLE in a mailbox. */
export async function idleImapSessions(subject: Subject, user: string, count: number): Promise<number> {
  const clients: LineClient[] = [];
  try {
    for (let opened = 0; opened < count; opened += 50) {
      clients.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, async () => {
            const client = await LineClient.open(subject.imapPort, '* OK');
            await client.ask(`a LOGIN ${subject.login(user)} bench\r\n`, 'a OK');
            await client.ask('b SELECT INBOX\r\n', 'b OK');
            await client.ask('c IDLE\r\n', '+ ');
            return client;
          }),
        )),
      );
    }
    return residentMemory(pidOf(subject, 'imap-access'));
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
}

/** Returns the peak MiB of the services involved while `count` messages of `bytes` octets arrive at once. */
export async function largeSubmissions(
  subject: Subject,
  user: string,
  count: number,
  bytes: number,
): Promise<Record<string, number>> {
  const wanted = (await subject.delivered()) + count;
  const block = Buffer.alloc(64 * 1024, `${'x'.repeat(76)}\r\n`);
  await Promise.all(
    Array.from({ length: count }, async () => {
      using client = await LineClient.open(subject.smtpPort, '220 ');
      await client.ask('EHLO bench.test\r\n', '250 ');
      await client.ask('MAIL FROM:<sender@elsewhere.test>\r\n', '250 ');
      await client.ask(`RCPT TO:<${user}@bench.test>\r\n`, '250 ');
      await client.ask('DATA\r\n', '354 ');
      client.socket.write('Subject: large\r\n\r\n');
      for (let sent = 0; sent < bytes; sent += block.length) {
        if (!client.socket.write(block)) await new Promise((resolve) => client.socket.once('drain', resolve));
      }
      await client.ask('\r\n.\r\n', '250 ');
    }),
  );
  while ((await subject.delivered()) < wanted) await new Promise((resolve) => setTimeout(resolve, 100));
  return Object.fromEntries(
    ['smtp-ingress', 'delivery-worker'].map((name) => [name, peakMemory(pidOf(subject, name))]),
  );
}

function pidOf(subject: Subject, name: string): number {
  return subject.processes().find((process) => process.name === name)?.pid ?? 0;
}
