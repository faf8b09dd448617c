import { RequestError } from '../errors/request-error.ts';
import type { Limits } from '../limits.ts';
import { isId } from '../values/id.ts';
import { isObject, type Json, type JsonObject, own } from '../values/json.ts';
import { measureJson } from './measure-json.ts';
import { requireIJson } from './require-i-json.ts';

/** RFC 8620 3.2. */
export interface Invocation {
  readonly name: string;
  readonly args: JsonObject;
  readonly callId: string;
}

/** RFC 8620 3.3. */
export interface JmapRequest {
  readonly using: ReadonlySet<string>;
  readonly methodCalls: readonly Invocation[];
  /** Null when not given; then the response has none either. */
  readonly createdIds: ReadonlyMap<string, string> | null;
}

/** The most octets of a capability's URI, a method's name or a call id. */
const MAX_NAME = 255;
const MAX_USING = 100;
const MAX_CREATED_IDS = 10_000;

/**
 * Reads the body of a request. Throws RequestError: notJSON, notRequest, limit, unknownCapability.
 * @param known the capabilities of this server
 */
export function readRequest(
  body: Uint8Array,
  limits: Pick<Limits, 'maxSizeRequest' | 'maxCallsInRequest'>,
  known: ReadonlySet<string>,
): JmapRequest {
  return readParsedRequest(parseBody(body, limits), limits, known);
}

/** Parses the JSON of a request without checking its content. Throws notJSON, notRequest, limit. */
export function parseBody(body: Uint8Array, { maxSizeRequest }: Pick<Limits, 'maxSizeRequest'>): Json {
  if (body.length > maxSizeRequest) {
    throw new RequestError('limit', `The request is larger than ${maxSizeRequest} octets`, 'maxSizeRequest');
  }
  const members = measureJson(body);
  const value = parseJson(body);
  requireIJson(value, members);
  return value;
}

/** Does the same as readRequest for a parsed request. */
export function readParsedRequest(
  request: Json,
  limits: Pick<Limits, 'maxCallsInRequest'>,
  known: ReadonlySet<string>,
): JmapRequest {
  if (!isObject(request)) throw notRequest('it must be an object');
  const using = readUsing(own(request, 'using'), known);
  const calls = own(request, 'methodCalls');
  if (!Array.isArray(calls)) throw notRequest('methodCalls must be an array');
  if (calls.length > limits.maxCallsInRequest) {
    throw new RequestError('limit', `The request has more than ${limits.maxCallsInRequest} calls`, 'maxCallsInRequest');
  }
  return { using, methodCalls: calls.map(readInvocation), createdIds: readCreatedIds(own(request, 'createdIds')) };
}

/** RFC 7493 2.1: I-JSON must be UTF-8. */
function parseJson(body: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)) as Json;
  } catch {
    throw new RequestError('notJSON', 'The request is not valid JSON in UTF-8');
  }
}

function readUsing(value: Json | undefined, known: ReadonlySet<string>): Set<string> {
  if (!Array.isArray(value) || value.length > MAX_USING) throw notRequest('using must be an array of capabilities');
  const using = new Set<string>();
  for (const name of value) {
    if (typeof name !== 'string') throw notRequest('using must be an array of strings');
    if (!known.has(name)) throw new RequestError('unknownCapability', `Unknown capability ${name.slice(0, MAX_NAME)}`);
    using.add(name);
  }
  return using;
}

function readInvocation(value: Json): Invocation {
  if (!Array.isArray(value) || value.length !== 3) throw notRequest('a call must be an array of three elements');
  const [name, args, callId] = value;
  if (!isName(name)) throw notRequest('the name of a method must be a string');
  if (!isObject(args)) throw notRequest('the arguments of a call must be an object');
  if (!isName(callId)) throw notRequest('a call id must be a string');
  return { name, args, callId };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME;
}

function readCreatedIds(value: Json | undefined): Map<string, string> | null {
  if (value === undefined) return null;
  if (!isObject(value)) throw notRequest('createdIds must be an object');
  const entries = Object.entries(value);
  if (entries.length > MAX_CREATED_IDS) throw notRequest(`createdIds has more than ${MAX_CREATED_IDS} ids`);
  for (const [creationId, id] of entries) {
    if (!isId(creationId) || !isId(id)) throw notRequest('createdIds must map ids to ids');
  }
  return new Map(entries as [string, string][]);
}

function notRequest(why: string): RequestError {
  return new RequestError('notRequest', `The request is invalid: ${why}`);
}
