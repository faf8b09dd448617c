import type { Bench } from '../bench.ts';
import { idleImapSessions, largeSubmissions } from '../memory.ts';

export async function measureMemory(bench: Bench): Promise<void> {
  const { ours, results } = bench;
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
