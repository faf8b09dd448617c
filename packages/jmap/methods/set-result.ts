import { SetError } from '../errors/set-error.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { resolveId } from './set.ts';

/** The response of a /set, gathered object by object. */
export class SetResult {
  readonly #createdIds: ReadonlyMap<string, string>;
  readonly #created: [string, JsonObject][] = [];
  readonly #updated: [string, JsonObject | null][] = [];
  readonly #destroyed: string[] = [];
  readonly #failed: Record<'Created' | 'Updated' | 'Destroyed', [string, JsonObject][]> = {
    Created: [],
    Updated: [],
    Destroyed: [],
  };

  /** @param createdIds resolves ids given as `#` and a creation id, because the response names real ids (RFC 8620 5.3). */
  constructor(createdIds: ReadonlyMap<string, string> = new Map()) {
    this.#createdIds = createdIds;
  }

  created(creationId: string, object: JsonObject): void {
    this.#created.push([creationId, object]);
  }

  /** @param object properties that changed in ways the client did not ask for; null when there are none. */
  updated(id: string, object: JsonObject | null = null): void {
    this.#updated.push([resolveId(id, this.#createdIds) ?? id, object]);
  }

  destroyed(id: string): void {
    this.#destroyed.push(resolveId(id, this.#createdIds) ?? id);
  }

  failed(what: 'Created' | 'Updated' | 'Destroyed', id: string, error: SetError): void {
    this.#failed[what].push([id, error.response()]);
  }

  response(accountId: string, oldState: string, newState: string): JsonObject {
    return {
      accountId,
      oldState,
      newState,
      created: objectOrNull(this.#created),
      updated: objectOrNull(this.#updated),
      destroyed: this.#destroyed.length > 0 ? this.#destroyed : null,
      notCreated: objectOrNull(this.#failed.Created),
      notUpdated: objectOrNull(this.#failed.Updated),
      notDestroyed: objectOrNull(this.#failed.Destroyed),
    };
  }
}

/** Runs the action for one object: a SetError goes to `onRefused`, other errors are rethrown. */
export async function attempt(action: () => Promise<void>, onRefused: (error: SetError) => void): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    onRefused(error);
  }
}

/** The outcome for many objects by their ids; null where there are none. */
export interface Attempted<Done> {
  readonly done: Record<string, Done> | null;
  readonly refused: Record<string, JsonObject> | null;
}

/**
 * Runs the action for each of many objects (RFC 8620 5.4).
 * @param action returns what the response says of the object
 */
export async function attemptEach<Asked, Done extends Json>(
  asked: Iterable<readonly [id: string, Asked]>,
  action: (id: string, asked: Asked) => Promise<Done>,
): Promise<Attempted<Done>> {
  const done: [string, Done][] = [];
  const refused: [string, JsonObject][] = [];
  for (const [id, one] of asked) {
    await attempt(
      async () => void done.push([id, await action(id, one)]),
      (error) => refused.push([id, error.response()]),
    );
  }
  return { done: objectOrNull(done), refused: objectOrNull(refused) };
}

/** Uses Object.fromEntries, because it makes own properties of all names, even `__proto__`. */
export function objectOrNull<Value extends Json>(
  entries: readonly (readonly [string, Value])[],
): Record<string, Value> | null {
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}
