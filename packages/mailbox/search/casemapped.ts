/** SQL: what a text that is kept folded is sorted by (RFC 5051 i;unicode-casemap), in the order of octets. */
export function casemapped(text: string): string {
  return `unicode_casemap(${text}) collate "C"`;
}
