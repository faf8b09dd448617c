import { SetError } from '../errors/set-error.ts';
import { readPointer } from '../references/pointer.ts';
import type { Json, JsonObject } from '../values/json.ts';

/** What a PatchObject (RFC 8620 5.3) does to one property: a new value for all of it (null: its default), or for things inside. */
export type PropertyPatch =
  | { readonly whole: Json }
  | { readonly inside: readonly { readonly path: readonly string[]; readonly value: Json }[] };

/** The patch by the property it changes. Throws invalidPatch where a path is no pointer, or stands above another. */
export function readPatch(patch: JsonObject): Map<string, PropertyPatch> {
  const changes = Object.entries(patch).map(([pointer, value]) => ({ path: pathOf(pointer), value }));
  requireApart(changes.map(({ path }) => path));
  const byProperty = new Map<string, PropertyPatch>();
  for (const { path, value } of changes) {
    const [property, ...rest] = path as [string, ...string[]];
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

/** RFC 8620 5.3: a pointer with its leading slash left out. */
function pathOf(pointer: string): string[] {
  const path = readPointer(`/${pointer}`);
  if (!path || path[0] === '') throw new SetError('invalidPatch', `${pointer.slice(0, 100)} is no path`);
  return path;
}

/** No path may be the beginning of another: which of them came first would matter. */
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

/** A set written as an object of trues (`keywords`, `mailboxIds`) after a patch. Throws invalidPatch. */
export function patchSet(before: Iterable<string>, patch: PropertyPatch): Set<string> {
  if ('whole' in patch) return readTrueSet(patch.whole);
  const after = new Set(before);
  for (const { path, value } of patch.inside) {
    const [name] = path as [string];
    if (path.length !== 1) throw new SetError('invalidPatch', 'There is nothing inside of a boolean');
    if (value !== true && value !== null)
      throw new SetError('invalidPatch', `${name.slice(0, 100)} is set to true or null`);
    if (value === true) after.add(name);
    else after.delete(name);
  }
  return after;
}

/** The names of an object whose values all are true; null is none. Throws invalidPatch. */
export function readTrueSet(value: Json): Set<string> {
  if (value === null) return new Set();
  if (typeof value !== 'object' || Array.isArray(value) || Object.values(value).some((each) => each !== true)) {
    throw new SetError('invalidPatch', 'It is not an object of trues');
  }
  return new Set(Object.keys(value));
}
