import type { JsonObject } from '../values/json.ts';

/** What a call knows of its request. */
export interface Call {
  /** RFC 8620 3.3: ids of created objects by their creation ids, of this request and earlier ones. */
  readonly createdIds: Map<string, string>;
}

/**
 * One response of a call: its name and its arguments. A function computes the arguments once the earlier responses stand; when it fails,
 * an error replaces this response only.
 */
export type Response = readonly [name: string, args: JsonObject | (() => Promise<JsonObject>)];

/**
 * One method, in a file of its own. Most return the arguments of their single response; methods that also call others
 * (EmailSubmission/set, Email/copy) return all responses in order.
 */
export interface Method<Context> {
  readonly name: string;
  /** The capability that a request must name in `using` (RFC 8620 3.3). */
  readonly capability: string;
  run(
    context: Context,
    args: JsonObject,
    call: Call,
  ): Promise<JsonObject | readonly Response[]> | JsonObject | readonly Response[];
}
