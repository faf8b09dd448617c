import { inspect, styleText } from 'node:util';
import type { ProcessReports } from '@postroom/launch';

const colours = ['cyan', 'magenta', 'blue', 'yellow', 'green', 'gray'] as const;
const WIDTH = 16;

/**
 * Prints the output of the processes with time and name, on a terminal with a colour for each.
 * @param everything also messages of the stores, and logins and logouts
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
  /** The other fields, in a form for people. */
  readonly more: string;
}

/** Parses a line; the services log JSON. */
function parsed(text: string): Line {
  if (text.startsWith('{"level"')) {
    try {
      const { level, msg = '', time, pid: _pid, service: _service, ...rest } = JSON.parse(text);
      const more = Object.keys(rest).length === 0 ? '' : ` ${inspect(rest, { breakLength: Infinity, depth: 5 })}`;
      return { time: new Date(time), level, msg, more };
    } catch {
      // An incomplete line of a killed process.
    }
  }
  return { time: new Date(), level: 0, msg: text, more: '' };
}

/** Returns local time, 13:07:09. */
function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}

const levels: Readonly<Record<number, string>> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };
const WARNING = 40;

/** Messages that are too frequent to show, and those that the start prints itself. */
const comingAndGoing = new Set([
  'logged in',
  'logged out',
  'session ended',
  'listening',
  'ready',
  'stopping',
  'stopped',
]);

/** Returns whether a line is not worth showing. Of the stores only problems are shown; a failed start shows everything anyway. */
function isChatter(name: string, level: number, msg: string): boolean {
  if (name === 'redis') return !/error|fail|denied|MISCONF/i.test(msg) || msg.includes('overcommit');
  if (name === 'postgres') return !/^(WARNING|ERROR|FATAL|PANIC)/.test(msg) || msg.endsWith('is starting up');
  return level > 0 && level < WARNING && comingAndGoing.has(msg);
}

/** Prints that a step of the start runs, that it is still running, and how long it took. */
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
