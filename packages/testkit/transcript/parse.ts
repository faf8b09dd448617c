/** One step of a transcript. */
export interface Step {
  /** The number of its line in the file, from 1. */
  readonly number: number;
  readonly from: 'client' | 'server';
  readonly session: string;
  readonly text: string;
}

export interface Transcript {
  /** The first comment of the file. */
  readonly title: string;
  /** Features that the server must offer; otherwise the transcript is skipped. */
  readonly needs: readonly string[];
  /** Conditions to set up before the first connection. */
  readonly given: readonly string[];
  readonly steps: readonly Step[];
}

/**
 * Reads a transcript: `# comment`, `needs: A B`, `given: this; that`, `C1: line`, `S1: line`. `C:` and `S:` are session 1.
 * @throws on any other line
 */
export function parseTranscript(text: string): Transcript {
  let title = '';
  const needs: string[] = [];
  const given: string[] = [];
  const steps: Step[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    if (line.startsWith('#')) {
      title ||= line.slice(1).trim();
      continue;
    }
    const [, key = '', value = ''] = /^([a-z]+|[CS]\w*): ?(.*)$/.exec(line) ?? [];
    if (key === 'needs') needs.push(...value.split(/\s+/).filter(Boolean));
    else if (key === 'given') given.push(...value.split(';').map((part) => part.trim()));
    else if (/^[CS]\w*$/.test(key)) {
      steps.push({
        number: index + 1,
        from: key.startsWith('C') ? 'client' : 'server',
        session: key.slice(1) || '1',
        text: value,
      });
    } else throw new Error(`line ${index + 1} is neither a comment, needs:, given:, C: nor S: ${JSON.stringify(line)}`);
  }
  return { title, needs, given, steps };
}
