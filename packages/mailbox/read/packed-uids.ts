/**
 * SQL that packs a column of uids, ascending, into one value of four octets each, instead of a row each; uids have 32 bits
 * (RFC 9051 2.3.1.1). Null when no uid meets the condition.
 */
export function packedUids(column: string, condition?: string): string {
  const filter = condition === undefined ? '' : ` filter (where ${condition})`;
  return `encode(string_agg(substr(int8send(${column}), 5), '' order by ${column})${filter}, 'base64')`;
}

export function unpackUids(packed: string | null | undefined): Uint32Array {
  const bytes = Buffer.from(packed ?? '', 'base64');
  const uids = new Uint32Array(bytes.length / 4);
  for (let index = 0; index < uids.length; index++) uids[index] = bytes.readUInt32BE(index * 4);
  return uids;
}
