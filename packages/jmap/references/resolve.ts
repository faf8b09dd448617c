import { invalidArgument, MethodError } from '../errors/method-error.ts';
import type { Invocation } from '../request/read-request.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../values/json.ts';
import { Budget, evaluatePointer, readPointer } from './pointer.ts';
import { takeWeight } from './weight.ts';

/** The most steps and items of all references of a request together. */
const MAX_STEPS = 200_000;
/** The most octets of JSON that all references of a request copy: calls that echo their own results would double them each time. */
const MAX_OCTETS = 10_000_000;

/** What is left for the references of one request. */
export interface ReferenceBudget {
  readonly steps: Budget;
  readonly octets: Budget;
}

export function referenceBudget(): ReferenceBudget {
  return { steps: new Budget(MAX_STEPS), octets: new Budget(MAX_OCTETS) };
}

/**
 * Returns the arguments with each `#name` replaced by the value that its ResultReference finds in the earlier responses (RFC 8620 3.7).
 * Only earlier responses are available, so there are no circles. Throws invalidArguments, invalidResultReference.
 */
export function resolveReferences(
  args: JsonObject,
  responses: readonly Invocation[],
  budget: ReferenceBudget,
): JsonObject {
  const names = Object.keys(args);
  if (!names.some((name) => name.startsWith('#'))) return args;
  const resolved: JsonObject = {};
  for (const name of names) {
    if (!name.startsWith('#')) {
      setOwn(resolved, name, args[name] as Json);
      continue;
    }
    const bare = name.slice(1);
    if (Object.hasOwn(args, bare)) throw invalidArgument(bare, 'it is given twice, with and without a reference');
    const found = resolve(args[name] as Json, responses, budget.steps);
    takeWeight(found, budget.octets);
    setOwn(resolved, bare, found);
  }
  return resolved;
}

function resolve(reference: Json, responses: readonly Invocation[], steps: Budget): Json {
  const resultOf = isObject(reference) ? own(reference, 'resultOf') : undefined;
  const name = isObject(reference) ? own(reference, 'name') : undefined;
  const path = isObject(reference) ? own(reference, 'path') : undefined;
  if (typeof resultOf !== 'string' || typeof name !== 'string' || typeof path !== 'string') {
    throw new MethodError('invalidResultReference', 'A reference needs resultOf, name and path');
  }
  const response = responses.find(({ callId }) => callId === resultOf);
  if (!response) throw new MethodError('invalidResultReference', 'No earlier call has this id');
  if (response.name !== name)
    throw new MethodError('invalidResultReference', 'The response to that call has another name');
  const tokens = readPointer(path);
  if (!tokens) throw new MethodError('invalidResultReference', 'The path is not a valid JSON Pointer');
  return evaluatePointer(response.args, tokens, steps);
}
