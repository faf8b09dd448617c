import { readdirSync, readFileSync } from 'node:fs';
import type { Subject } from './subject.ts';

const TICKS_PER_SECOND = 100; // USER_HZ on every Linux we run on

/** Returns the CPU seconds that each process of a subject has used so far, including all its children, also ended ones. */
export function cpuSeconds(subject: Subject): Map<string, number> {
  const table = processTable();
  return new Map(subject.processes().map(({ name, pid }) => [name, treeTicks(pid, table) / TICKS_PER_SECOND]));
}

interface Process {
  parent: number;
  /** Its own time and that of the children it has waited for. */
  ticks: number;
}

function processTable(): Map<number, Process> {
  const table = new Map<number, Process>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [utime, stime, cutime, cstime] = fields.slice(11, 15) as [number, number, number, number];
      table.set(pid, { parent: fields[1] ?? 0, ticks: utime + stime + cutime + cstime });
    } catch {
      // The process has just ended; its parent has its time now.
    }
  }
  return table;
}

function treeTicks(root: number, table: Map<number, Process>): number {
  let total = table.get(root)?.ticks ?? 0;
  for (const [pid, process] of table) if (process.parent === root) total += treeTicks(pid, table);
  return total;
}

/** Returns the peak resident memory of a process in MiB. */
export function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Returns the current resident memory of a process in MiB. */
export function residentMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
