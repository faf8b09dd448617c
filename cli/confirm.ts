import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/** Asks a person at a terminal; anything but yes counts as no. */
export async function confirm({ stdin, stderr }: Io, question: string): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
