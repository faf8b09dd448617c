import { invalidArgument, MethodError } from '../errors/method-error.ts';
import type { Invocation } from '../request/read-request.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../values/json.ts';
import { Budget, evaluatePointer, readPointer } from './pointer.ts';
import { takeWeight } from './weight.ts';

/** Steps and items of all the references of a request. */
const MAX_STEPS = 200_000;
/** Octets of JSON that all the references of a request bring: one that echoes itself twice would double with each call. */
const MAX_OCTETS = 10_000_000;

/** What the references of one request may find. */
export interface ReferenceBudget {
  readonly steps: Budget;
  readonly octets: Budget;
}

export function referenceBudget(): ReferenceBudget {
  return { steps: new Budget(MAX_STEPS), octets: new Budget(MAX_OCTETS) };
}

/**
 * The arguments with each `#name` replaced by what its ResultReference finds in the responses so far (RFC 8620 3.7). Only what
 * came before is there, so there are no circles. Throws invalidArguments, invalidResultReference.
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
    if (Object.hasOwn(args, bare)) throw invalidArgument(bare, 'it is given twice, once by a reference');
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
    throw new MethodError('invalidResultReference', 'A reference has resultOf, name and path');
  }
  const response = responses.find(({ callId }) => callId === resultOf);
  if (!response) throw new MethodError('invalidResultReference', 'No call before this one has that id');
  if (response.name !== name) throw new MethodError('invalidResultReference', 'The response has another name');
  const tokens = readPointer(path);
  if (!tokens) throw new MethodError('invalidResultReference', 'The path is no JSON pointer');
  return evaluatePointer(response.args, tokens, steps);
}
