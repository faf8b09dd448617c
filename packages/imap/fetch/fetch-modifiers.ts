import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';

export interface FetchModifiers {
  /** Only messages that changed after this mod-sequence (RFC 7162 3.1.4.1). */
  readonly changedSince: number | undefined;
}

/** What may follow the data items of FETCH: ` (CHANGEDSINCE 12345)`. */
export function readFetchModifiers(decoder: Decoder): FetchModifiers {
  if (decoder.atEnd) return { changedSince: undefined };
  decoder.expectSpace();
  const values = decoder.expectList(() => {
    if (decoder.expectWord('a FETCH modifier') !== 'CHANGEDSINCE') throw new ImapSyntaxError('Unknown FETCH modifier');
    decoder.expectSpace();
    return decoder.expectNumber64();
  });
  if (values.length !== 1) throw new ImapSyntaxError('Expected one CHANGEDSINCE');
  return { changedSince: values[0] };
}
