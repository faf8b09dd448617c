import type { JsonObject } from '../values/json.ts';

/** What a call knows of the request it is in. */
export interface Call {
  /** RFC 8620 3.3: ids by the creation ids they were made under, of this request and those before it. */
  readonly createdIds: Map<string, string>;
}

/**
 * One response of a call: its name and arguments, or what finds these once the responses before it stand: where that fails, an error takes its place
 * and theirs stay.
 */
export type Response = readonly [name: string, args: JsonObject | (() => Promise<JsonObject>)];

/**
 * One method, in a file of its own. Most give the arguments of their one response; those that call others by the way
 * (EmailSubmission/set, Email/copy) give all the responses in order.
 */
export interface Method<Context> {
  readonly name: string;
  /** The capability that a request must use for it (RFC 8620 3.3). */
  readonly capability: string;
  run(
    context: Context,
    args: JsonObject,
    call: Call,
  ): Promise<JsonObject | readonly Response[]> | JsonObject | readonly Response[];
}
