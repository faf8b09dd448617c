import { invalidArgument, MethodError } from '../errors/method-error.ts';
import { readUtcDate } from '../values/date.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { isFieldName } from './header-property.ts';
import { isKeyword } from './keyword.ts';

/** A condition of RFC 8621 4.4.1: all given properties must match. */
export interface EmailCondition {
  readonly inMailbox?: string;
  readonly inMailboxOtherThan?: readonly string[];
  readonly before?: Date;
  readonly after?: Date;
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly allInThreadHaveKeyword?: string;
  readonly someInThreadHaveKeyword?: string;
  readonly noneInThreadHaveKeyword?: string;
  readonly hasKeyword?: string;
  readonly notKeyword?: string;
  readonly hasAttachment?: boolean;
  readonly text?: string;
  readonly from?: string;
  readonly to?: string;
  readonly cc?: string;
  readonly bcc?: string;
  readonly subject?: string;
  readonly body?: string;
  readonly header?: readonly [field: string, text?: string];
}

/** The most characters of a text to search for. */
const MAX_TEXT = 1_000;
const MAX_MAILBOXES = 1_000;

type Reader = (value: Json, name: string) => unknown;

const text: Reader = (value, name) => {
  if (typeof value !== 'string') throw invalidArgument('filter', `${name} must be a string`);
  if (value.length > MAX_TEXT)
    throw new MethodError('unsupportedFilter', `${name} can have at most ${MAX_TEXT} characters`);
  return value;
};
const keyword: Reader = (value, name) => {
  if (!isKeyword(value)) throw invalidArgument('filter', `${name} must be a keyword`);
  return value.toLowerCase();
};
const date: Reader = (value, name) => {
  const read = readUtcDate(value);
  if (!read) throw invalidArgument('filter', `${name} must be a UTCDate`);
  return read;
};
const size: Reader = (value, name) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw invalidArgument('filter', `${name} must be an UnsignedInt`);
  return value;
};

const READERS: Readonly<Record<keyof EmailCondition, Reader>> = {
  inMailbox: text,
  inMailboxOtherThan(value, name) {
    if (!Array.isArray(value) || value.length > MAX_MAILBOXES)
      throw invalidArgument('filter', `${name} must be an array of ids`);
    return value.map((each) => text(each, name));
  },
  before: date,
  after: date,
  minSize: size,
  maxSize: size,
  allInThreadHaveKeyword: keyword,
  someInThreadHaveKeyword: keyword,
  noneInThreadHaveKeyword: keyword,
  hasKeyword: keyword,
  notKeyword: keyword,
  hasAttachment(value, name) {
    if (typeof value !== 'boolean') throw invalidArgument('filter', `${name} must be a boolean`);
    return value;
  },
  text,
  from: text,
  to: text,
  cc: text,
  bcc: text,
  subject: text,
  body: text,
  header(value, name) {
    if (!Array.isArray(value) || value.length < 1 || value.length > 2)
      throw invalidArgument('filter', `${name} must have one or two strings`);
    const [field, wanted] = value;
    if (typeof field !== 'string' || !isFieldName(field))
      throw invalidArgument('filter', `${name} must begin with the name of a header field`);
    return wanted === undefined ? [field] : [field, text(wanted, name)];
  },
};

/** Reads one condition. Null counts as not given. Throws unsupportedFilter for properties that RFC 8621 does not have, invalidArguments. */
export function readEmailCondition(condition: JsonObject): EmailCondition {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(condition)) {
    if (!Object.hasOwn(READERS, name))
      throw new MethodError('unsupportedFilter', `Unknown filter property ${name.slice(0, 100)}`);
    if (value !== null) read[name] = READERS[name as keyof EmailCondition](value, name);
  }
  return read as EmailCondition;
}
