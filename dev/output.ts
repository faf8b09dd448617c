import { inspect, styleText } from 'node:util';
import type { ProcessReports } from '@postroom/launch';

const colours = ['cyan', 'magenta', 'blue', 'yellow', 'green', 'gray'] as const;
const WIDTH = 16;

/**
 * Prints what the processes say: when, who, and what, on a terminal in a colour of its own.
 * @param everything also what the stores chat, and who comes and goes
 */
export function labelledOutput(everything: boolean, print: (line: string) => void = console.log): ProcessReports {
  const seen = new Map<string, (typeof colours)[number]>();
  const label = (name: string) => {
    if (!seen.has(name)) seen.set(name, colours[seen.size % colours.length] ?? 'gray');
    return styleText(seen.get(name) ?? 'gray', `${name.padEnd(WIDTH)} |`, { stream: process.stdout });
  };
  const say = (name: string, time: Date, text: string) => print(`${clock(time)} ${label(name)} ${text}`);
  return {
    line(name, text) {
      const { time, level, msg, more } = parsed(text);
      if (everything || !isChatter(name, level, msg)) say(name, time, `${levels[level] ?? ''}${msg}${more}`);
    },
    event: (name, text) => say(name, new Date(), styleText('bold', `${name} ${text}`, { stream: process.stdout })),
  };
}

interface Line {
  readonly time: Date;
  readonly level: number;
  readonly msg: string;
  /** The other fields, as a person reads them. */
  readonly more: string;
}

/** The services log JSON for machines. */
function parsed(text: string): Line {
  if (text.startsWith('{"level"')) {
    try {
      const { level, msg = '', time, pid: _pid, service: _service, ...rest } = JSON.parse(text);
      const more = Object.keys(rest).length === 0 ? '' : ` ${inspect(rest, { breakLength: Infinity, depth: 5 })}`;
      return { time: new Date(time), level, msg, more };
    } catch {
      // Half a line, of a process that was killed.
    }
  }
  return { time: new Date(), level: 0, msg: text, more: '' };
}

/** Local time, 13:07:09. */
function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}

const levels: Readonly<Record<number, string>> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };
const WARNING = 40;

/** What every program does many times an hour, and what the start says by itself. */
const comingAndGoing = new Set([
  'logged in',
  'logged out',
  'session ended',
  'listening',
  'ready',
  'stopping',
  'stopped',
]);

/** Of the stores only troubles are worth a line; a start that fails shows everything anyway. */
function isChatter(name: string, level: number, msg: string): boolean {
  if (name === 'redis') return !/error|fail|denied|MISCONF/i.test(msg) || msg.includes('overcommit');
  if (name === 'postgres') return !/^(WARNING|ERROR|FATAL|PANIC)/.test(msg) || msg.endsWith('is starting up');
  return level > 0 && level < WARNING && comingAndGoing.has(msg);
}

/** Says that a step of the start is under way, that it still is, and how long it took. */
export async function step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  console.log(`  ... ${what}`);
  const timer = setInterval(() => console.log(`  ... ${what}, still at it after ${seconds()} s`), 5_000);
  try {
    const result = await work();
    console.log(`  ok  ${what} (${seconds()} s)`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
