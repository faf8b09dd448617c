import { lzmaModels } from './lzma.ts';
import { Octets } from './octets.ts';

const [END, UNCOMPRESSED, UNCOMPRESSED_ON, PACKED] = [0, 1, 2, 0x80];
/** What an LZMA chunk resets, from its first octet: nothing, the state, the properties too, everything. */
const [LEARNED, PROPERTIES] = [1, 2];

/** Unpacks at most the first `size` octets of LZMA2 (in xz files and 7-Zip). Throws RangeError for broken input. */
export function unpackLzma2(packed: Buffer, size: number): Buffer {
  const octets = new Octets(packed);
  const out = Buffer.alloc(size);
  let said = 0;
  let unpack: ReturnType<typeof lzmaModels> | undefined;
  let at = 0;
  while (at < size) {
    const control = octets.byte();
    if (control === END) break;
    if (control < PACKED) {
      if (control !== UNCOMPRESSED && control !== UNCOMPRESSED_ON) throw new RangeError('No piece of LZMA2 begins so');
      const uncompressed = octets.take(Math.min(octets.take(2).readUInt16BE() + 1, size - at));
      at += uncompressed.copy(out, at);
      continue;
    }
    const unpackedBytes = ((control & 0x1f) << 16) + octets.take(2).readUInt16BE() + 1;
    const packedBytes = octets.take(2).readUInt16BE() + 1;
    const begins = (control >> 5) & 3;
    if (begins >= PROPERTIES) said = octets.byte();
    if (begins >= LEARNED || !unpack) unpack = lzmaModels(said, out);
    const to = Math.min(at + unpackedBytes, size);
    unpack(octets.take(packedBytes), at, to);
    at = to;
  }
  return out.subarray(0, at);
}
