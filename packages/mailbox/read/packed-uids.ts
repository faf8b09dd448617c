/**
 * A column's uids in ascending order as one value, four octets each, instead of a row each: 100,000 of them take about
 * 30 ms and 530 kB. Uids are 32 bits (RFC 9051 2.3.1.1). Null when there are none
 * that satisfy the condition.
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
