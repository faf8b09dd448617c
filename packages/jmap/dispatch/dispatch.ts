import { MethodError } from '../errors/method-error.ts';
import { resolveId } from '../methods/set.ts';
import { referenceBudget, resolveReferences } from '../references/resolve.ts';
import type { Invocation, JmapRequest } from '../request/read-request.ts';
import type { JsonObject } from '../values/json.ts';
import type { Call, Method, Response } from './method.ts';

export type Methods<Context> = ReadonlyMap<string, Method<Context>>;

export interface DispatchOptions {
  /** Turns what a method threw into the error for the client; also logs unexpected errors. */
  onError(error: unknown, invocation: Invocation): MethodError;
  /** Called after each call, with the name of its method. */
  onDone?(name: string): void;
  /** Awaited between calls, so that other clients are served. */
  breath(): Promise<void>;
}

/** Returns the methods by name. */
export function methodTable<Context>(methods: readonly Method<Context>[]): Methods<Context> {
  return new Map(methods.map((method) => [method.name, method]));
}

/** Runs the calls of a request in order; each may refer to earlier responses (RFC 8620 3.4, 3.10). */
export async function dispatch<Context>(
  request: JmapRequest,
  methods: Methods<Context>,
  context: Context,
  options: DispatchOptions,
): Promise<{ methodResponses: [string, JsonObject, string][]; createdIds?: Record<string, string> }> {
  const responses: Invocation[] = [];
  const budget = referenceBudget();
  const call: Call = { createdIds: new Map(request.createdIds) };
  for (const invocation of request.methodCalls) {
    const { name, callId } = invocation;
    try {
      const method = methods.get(name);
      if (!method || !request.using.has(method.capability)) {
        throw new MethodError('unknownMethod', 'No capability in `using` has this method');
      }
      const args = named(method.name, resolveReferences(invocation.args, responses, budget), call);
      const result = await method.run(context, args, call);
      for (const [name, args] of isMany(result) ? result : [[method.name, result] as const]) {
        responses.push({ name, args: typeof args === 'function' ? await args() : args, callId });
      }
    } catch (error) {
      const methodError = error instanceof MethodError ? error : options.onError(error, invocation);
      responses.push({ name: 'error', args: methodError.response(), callId });
    }
    options.onDone?.(name);
    await options.breath();
  }
  return {
    methodResponses: responses.map(({ name, args, callId }) => [name, args, callId]),
    ...(request.createdIds === null ? {} : { createdIds: Object.fromEntries(call.createdIds) }),
  };
}

/** Lets /get name objects that the request created by `#` and their creation ids, as other servers do. */
function named(name: string, args: JsonObject, { createdIds }: Call): JsonObject {
  const { ids } = args;
  if (!name.endsWith('/get') || !Array.isArray(ids)) return args;
  return { ...args, ids: ids.map((id) => (typeof id === 'string' ? (resolveId(id, createdIds) ?? id) : id)) };
}

function isMany(result: JsonObject | readonly Response[]): result is readonly Response[] {
  return Array.isArray(result);
}
