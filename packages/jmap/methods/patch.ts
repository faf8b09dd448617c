import { SetError } from '../errors/set-error.ts';
import { readPointer } from '../references/pointer.ts';
import type { Json, JsonObject } from '../values/json.ts';

/** The change of one property by a PatchObject (RFC 8620 5.3): a new value (null: its default), or values at paths inside it. */
export type PropertyPatch =
  | { readonly whole: Json }
  | { readonly inside: readonly { readonly path: readonly string[]; readonly value: Json }[] };

/** Returns the changes by property. Throws invalidPatch where a key is no pointer, or one path is the beginning of another. */
export function readPatch(patch: JsonObject): Map<string, PropertyPatch> {
  const changes = Object.entries(patch).map(([pointer, value]) => ({ path: pathOf(pointer), value }));
  requireApart(changes.map(({ path }) => path));
  const byProperty = new Map<string, PropertyPatch>();
  for (const { path, value } of changes) {
    const [property, ...rest] = path;
    if (rest.length === 0) {
      byProperty.set(property, { whole: value });
      continue;
    }
    const before = byProperty.get(property);
    const inside = before && 'inside' in before ? before.inside : [];
    (inside as { path: readonly string[]; value: Json }[]).push({ path: rest, value });
    byProperty.set(property, { inside });
  }
  return byProperty;
}

/** Reads a pointer without its leading slash (RFC 8620 5.3). Throws invalidPatch. */
export function pathOf(pointer: string): [property: string, ...inside: string[]] {
  const [property, ...inside] = readPointer(`/${pointer}`) ?? [];
  if (!property) throw new SetError('invalidPatch', `${pointer.slice(0, 100)} is not a valid path`);
  return [property, ...inside];
}

/** Checks that no path is the beginning of another, because the result would depend on their order. */
function requireApart(paths: readonly string[][]): void {
  const key = (path: readonly string[]): string => JSON.stringify(path);
  const all = new Set(paths.map(key));
  if (all.size < paths.length) throw new SetError('invalidPatch', 'Two paths of the patch are the same');
  for (const path of paths) {
    for (let length = 1; length < path.length; length++) {
      if (all.has(key(path.slice(0, length)))) {
        throw new SetError('invalidPatch', `${path.join('/').slice(0, 100)} is inside of another path of the patch`);
      }
    }
  }
}

/** Applies a patch to a set that is written as an object of trues (`keywords`, `mailboxIds`). Throws invalidPatch. */
export function patchSet(before: Iterable<string>, patch: PropertyPatch): Set<string> {
  if ('whole' in patch) return readTrueSet(patch.whole);
  const after = new Set(before);
  for (const { path, value } of patch.inside) {
    const [name] = path as [string];
    if (path.length !== 1) throw new SetError('invalidPatch', 'A boolean has no inner properties to patch');
    if (value !== true && value !== null)
      throw new SetError('invalidPatch', `${name.slice(0, 100)} must be true or null`);
    if (value === true) after.add(name);
    else after.delete(name);
  }
  return after;
}

/** Returns the names of an object whose values are all true; null counts as empty. Throws invalidPatch. */
export function readTrueSet(value: Json): Set<string> {
  if (value === null) return new Set();
  if (typeof value !== 'object' || Array.isArray(value) || Object.values(value).some((each) => each !== true)) {
    throw new SetError('invalidPatch', 'It must be an object whose values are all true');
  }
  return new Set(Object.keys(value));
}
