/** RFC 3461 4.1: without NOTIFY failures and delays are reported; to the null reverse-path nothing ever is. */
export function wantsReport(
  { reversePath, notify }: { reversePath: string; notify: readonly string[] | null },
  event: 'SUCCESS' | 'FAILURE' | 'DELAY',
): boolean {
  if (reversePath === '') return false;
  return notify === null ? event !== 'SUCCESS' : notify.includes(event);
}
