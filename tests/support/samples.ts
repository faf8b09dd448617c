import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A message as another server would send it. */
export interface Sample {
  readonly name: string;
  readonly raw: Buffer;
}

const folder = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

/** Real and broken messages from beside the checkout, with CRLF line ends; none where the folder is missing. */
export function corpus(): Sample[] {
  return names().map((name) => ({ name, raw: withCrlf(readFileSync(`${folder}${name}`)) }));
}

function names(): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** SMTP knows no other line end, and a message ends with one (RFC 5321 2.3.8, 4.1.1.4). */
function withCrlf(raw: Buffer): Buffer {
  const text = raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}
