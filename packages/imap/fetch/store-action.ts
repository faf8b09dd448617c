import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';

/** What STORE does to the flags (RFC 3501 6.4.6). */
export interface StoreAction {
  readonly change: 'replace' | 'add' | 'remove';
  readonly flags: readonly string[];
  readonly silent: boolean;
  /** Only messages whose mod-sequence is not above it are changed (RFC 7162 3.1.3). */
  readonly unchangedSince: number | undefined;
}

const CHANGES = { '': 'replace', '+': 'add', '-': 'remove' } as const;

/** Reads `(UNCHANGEDSINCE 12) +FLAGS.SILENT (\Seen)`; the flags may stand without parentheses. */
export function readStoreAction(decoder: Decoder): StoreAction {
  const unchangedSince = readUnchangedSince(decoder);
  const sign = decoder.special('+') ? '+' : decoder.special('-') ? '-' : '';
  const item = decoder.expectWord('FLAGS');
  if (item !== 'FLAGS' && item !== 'FLAGS.SILENT') throw new ImapSyntaxError('Expected FLAGS');
  decoder.expectSpace();
  const flags = decoder.flagList() ?? readBareFlags(decoder);
  return { change: CHANGES[sign], flags, silent: item === 'FLAGS.SILENT', unchangedSince };
}

function readUnchangedSince(decoder: Decoder): number | undefined {
  const values = decoder.list(() => {
    const word = decoder.expectWord('UNCHANGEDSINCE');
    if (word !== 'UNCHANGEDSINCE') throw new ImapSyntaxError('Unknown STORE modifier');
    decoder.expectSpace();
    return decoder.expectNumber64();
  });
  if (!values) return undefined;
  decoder.expectSpace();
  if (values.length !== 1) throw new ImapSyntaxError('Expected one UNCHANGEDSINCE');
  return values[0];
}

function readBareFlags(decoder: Decoder): string[] {
  const flags = [decoder.expectFlag()];
  while (!decoder.atEnd) {
    decoder.expectSpace();
    flags.push(decoder.expectFlag());
  }
  return flags;
}
