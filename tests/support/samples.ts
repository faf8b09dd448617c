import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What must be read from a message, as far as that is clear. */
export interface Expected {
  /** What is wrong or special about it. */
  readonly wrong: string;
  readonly subject?: string;
  /** `Name <mailbox@host>, …` */
  readonly from?: string;
  readonly to?: string;
  /** In UTC; null where no date can be read. */
  readonly date?: string | null;
  readonly messageId?: string;
  readonly references?: readonly string[];
  /** `multipart/mixed(text/plain message/rfc822(text/plain))` */
  readonly structure?: string;
  /** Passages of its text that a search must find. */
  readonly text?: readonly string[];
  /** File names, in order. */
  readonly files?: readonly string[];
}

/** The exact octets of a file. */
export interface Sample {
  readonly name: string;
  readonly raw: Buffer;
  /** Only for files of tests/corpus. */
  readonly expected?: Expected;
}

const ours = new URL('../corpus/', import.meta.url);
const shared = new URL('../../../shared/corpus/', import.meta.url);

/** Returns broken and odd messages: those of tests/corpus, and those in a folder beside the checkout, where it exists. */
export function corpus(): Sample[] {
  const index = JSON.parse(readFileSync(new URL('index.json', ours), 'utf8')) as Record<string, Expected>;
  const own = messages(ours).map((sample) => ({ ...sample, expected: known(index, sample.name) }));
  if (own.length !== Object.keys(index).length)
    throw new Error('tests/corpus/index.json names files that are not there');
  return [...own, ...messages(shared, 'may be missing')];
}

/** Returns a message as SMTP carries it: with CRLF as its only line end, and one at its end (RFC 5321 2.3.8, 4.1.1.4). */
export function withCrlf(raw: Buffer): Buffer {
  const text = raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}

function known(index: Readonly<Record<string, Expected>>, name: string): Expected {
  const expected = index[name];
  if (expected === undefined) throw new Error(`tests/corpus/index.json does not say what is wrong with ${name}`);
  return expected;
}

function messages(folder: URL, missing?: 'may be missing'): Sample[] {
  return names(folder, missing).map((name) => ({ name, raw: readFileSync(`${fileURLToPath(folder)}${name}`) }));
}

function names(folder: URL, missing?: 'may be missing'): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .sort();
  } catch (error) {
    if (missing !== undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
