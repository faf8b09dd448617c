/**
 * Returns a list with removed items put back: each behind the nearest item that stood before it and is still there. Other changes of the
 * list are kept.
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
