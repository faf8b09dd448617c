import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { runTranscript, type TranscriptHooks } from './run.ts';

/**
 * Defines a test for every `*.txt` transcript of a folder.
 * @param prepare returns the hooks for one transcript, with mailboxes or accounts of its own
 */
export function testTranscripts(
  folder: URL,
  prepare: (name: string) => Promise<TranscriptHooks> | TranscriptHooks,
): void {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.txt')) continue;
    const source = readFileSync(new URL(file, `${folder.href.replace(/\/?$/, '/')}`), 'utf8');
    const name = basename(file, '.txt');
    test(name, async (context) => {
      const result = await runTranscript(source, await prepare(name));
      if (result !== undefined) context.skip(result.skipped);
    });
  }
}
