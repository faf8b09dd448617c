/**
 * A list with those again that were taken from it: each stands behind the nearest of those that were before it and are there still. What
 * else has come and gone meanwhile stays so.
 */
export function putBack<Id>(now: readonly Id[], before: readonly Id[], taken: ReadonlySet<Id>): Id[] {
  const there = new Set(now);
  const behind = new Map<Id | undefined, Id[]>();
  let last: Id | undefined;
  for (const id of before) {
    if (id === undefined) continue;
    if (there.has(id)) last = id;
    else if (taken.has(id)) behind.set(last, [...(behind.get(last) ?? []), id]);
  }
  return [
    ...(behind.get(undefined) ?? []),
    ...now.flatMap((id) => [id, ...((id !== undefined && behind.get(id)) || [])]),
  ];
}
