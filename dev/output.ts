import { inspect, styleText } from 'node:util';
import type { ProcessReports } from '@postroom/launch';

const colours = ['cyan', 'magenta', 'blue', 'yellow', 'green', 'gray'] as const;
const width = 16;

/** Prints what the processes say, each line marked with who said it, in a colour of its own on a terminal. */
export function labelledOutput(showStores: boolean): ProcessReports {
  const seen = new Map<string, (typeof colours)[number]>();
  const label = (name: string) => {
    if (!seen.has(name)) seen.set(name, colours[seen.size % colours.length] ?? 'gray');
    return styleText(seen.get(name) ?? 'gray', `${name.padEnd(width)} |`, { stream: process.stdout });
  };
  return {
    line(name, text) {
      if (showStores || !isChatter(name, text)) console.log(`${label(name)} ${readable(text)}`);
    },
    event: (name, text) =>
      console.log(`${label(name)} ${styleText('bold', `${name} ${text}`, { stream: process.stdout })}`),
  };
}

/** The services log JSON for machines; a person gets the level, the message and the rest. */
function readable(text: string): string {
  if (!text.startsWith('{"level"')) return text;
  try {
    const { level, msg, time: _time, pid: _pid, service: _service, ...rest } = JSON.parse(text);
    const more = Object.keys(rest).length === 0 ? '' : ` ${inspect(rest, { breakLength: Infinity, depth: 5 })}`;
    return `${levels[level] ?? ''}${msg ?? ''}${more}`;
  } catch {
    return text;
  }
}

const levels: Readonly<Record<number, string>> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };

/** Of the stores only troubles are worth a line; a start that fails shows everything anyway. */
function isChatter(name: string, text: string): boolean {
  if (name === 'redis') return !/error|fail|denied|MISCONF/i.test(text) || text.includes('overcommit');
  return name === 'postgres' && !/^(WARNING|ERROR|FATAL|PANIC)/.test(text);
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
