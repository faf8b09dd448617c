import { type JsonObject, own, RequestError } from '@postroom/jmap';
import type { Services } from '../../services.ts';
import type { StateHub } from '../events/state-hub.ts';
import { changedStates, readStates, stateChange, TYPES } from '../states.ts';

export interface StatePushOptions {
  readonly services: Pick<Services, 'store'>;
  readonly hub: StateHub;
  readonly accountId: number;
  send(notice: object): void;
}

/** Notifies one connection of changes while that is enabled (RFC 8887 4.3.5). */
export class StatePush {
  readonly #options: StatePushOptions;
  #unlisten: (() => void) | undefined;

  constructor(options: StatePushOptions) {
    this.#options = options;
  }

  /** Enables notices and replaces an earlier enable; sends changes since `pushState` at once. Throws RequestError. */
  async enable(message: JsonObject): Promise<void> {
    const { services, hub, accountId, send } = this.#options;
    const types = readTypes(message);
    let told = readPushState(message);
    this.disable();
    const push = (state: string): void => {
      // Without a pushState the client wants only changes from now on.
      const changed = told === undefined ? {} : changedStates(accountId, types, told, state);
      told = state;
      if (Object.keys(changed).length > 0) send({ ...stateChange(changed), pushState: state });
    };
    const unlisten = hub.listen(accountId, push);
    this.#unlisten = unlisten;
    const now = await readStates(services.store.pool, accountId);
    if (this.#unlisten !== unlisten) return;
    push(now);
  }

  disable(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
  }
}

const MAX_TYPES = 100;
/** Room for the states of a hundred accounts, in characters. */
const MAX_STATE = 8 * 1024;

function readTypes(message: JsonObject): readonly string[] {
  const types = own(message, 'dataTypes') ?? null;
  if (types === null) return TYPES;
  if (!Array.isArray(types) || types.length > MAX_TYPES || !types.every((type) => typeof type === 'string'))
    throw new RequestError('notRequest', 'dataTypes must be a short list of names');
  return TYPES.filter((type) => types.includes(type));
}

function readPushState(message: JsonObject): string | undefined {
  const state = own(message, 'pushState') ?? null;
  if (state !== null && (typeof state !== 'string' || state.length > MAX_STATE))
    throw new RequestError('notRequest', 'pushState must be a short string');
  return state ?? undefined;
}
