/** SQL: the sort key of a folded text (RFC 5051 i;unicode-casemap), compared by octets. */
export function casemapped(text: string): string {
  return `unicode_casemap(${text}) collate "C"`;
}
