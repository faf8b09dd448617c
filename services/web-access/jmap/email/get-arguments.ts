import {
  type Arguments,
  DEFAULT_BODY_PROPERTIES,
  DEFAULT_EMAIL_PROPERTIES,
  isBodyProperty,
  isEmailProperty,
  type Limits,
  MethodError,
  readGet,
  readHeaderProperty,
  requireFewObjects,
} from '@postroom/jmap';

/** The most properties of one object in one call. */
const MAX_PROPERTIES = 200;
/** The most spellings of one field in the same form. */
const MAX_SPELLINGS = 4;

/** What a client wants of each email (RFC 8621 4.2, 4.9). */
export interface AskedOfEmail {
  readonly properties: readonly string[];
  readonly bodyProperties: readonly string[];
  readonly fetchTextBodyValues: boolean;
  readonly fetchHTMLBodyValues: boolean;
  readonly fetchAllBodyValues: boolean;
  readonly maxBodyValueBytes: number;
}

export interface GetEmailArguments extends AskedOfEmail {
  readonly accountId: string;
  readonly ids: readonly string[] | null;
}

/** Reads the arguments of Email/get (RFC 8621 4.2). Throws invalidArguments, requestTooLarge. */
export function readGetEmail(read: Arguments, limits: Limits): GetEmailArguments {
  const { accountId, ids, properties } = readGet(read, limits, isEmailProperty);
  requireFewProperties(properties);
  const asked = {
    accountId,
    ids,
    properties: properties ?? DEFAULT_EMAIL_PROPERTIES,
    ...readBodyArguments(read),
  };
  read.end();
  return asked;
}

export interface ParseEmailArguments extends AskedOfEmail {
  readonly accountId: string;
  readonly blobIds: readonly string[];
}

/** Reads the arguments of Email/parse (RFC 8621 4.9). Throws invalidArguments, requestTooLarge. */
export function readParseEmail(read: Arguments, limits: Limits): ParseEmailArguments {
  const accountId = read.accountId();
  const blobIds = read.requiredIds('blobIds');
  requireFewObjects(blobIds.length, limits);
  const properties = read.names('properties', isEmailProperty);
  requireFewProperties(properties);
  const asked = { accountId, blobIds, properties: properties ?? PARSED_PROPERTIES, ...readBodyArguments(read) };
  read.end();
  return asked;
}

/** The default properties of Email/parse (RFC 8621 4.9): those that a message has by itself. */
const PARSED_PROPERTIES = DEFAULT_EMAIL_PROPERTIES.filter(
  (name) => !['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt'].includes(name),
);

function readBodyArguments(read: Arguments) {
  const bodyProperties = read.names('bodyProperties', isBodyProperty);
  requireFewProperties(bodyProperties);
  return {
    bodyProperties: bodyProperties ?? DEFAULT_BODY_PROPERTIES,
    fetchTextBodyValues: read.boolean('fetchTextBodyValues', false),
    fetchHTMLBodyValues: read.boolean('fetchHTMLBodyValues', false),
    fetchAllBodyValues: read.boolean('fetchAllBodyValues', false),
    maxBodyValueBytes: read.unsignedInt('maxBodyValueBytes') ?? 0,
  };
}

/** RFC 8621 4.1.3: field names ignore case, and each spelling is a property of the response, so their number is limited. */
function requireFewProperties(properties: readonly string[] | null): void {
  if (!properties) return;
  if (properties.length > MAX_PROPERTIES)
    throw new MethodError('requestTooLarge', `At most ${MAX_PROPERTIES} properties can be requested at once`);
  const asked = new Map<string, number>();
  for (const property of new Set(properties)) {
    const header = readHeaderProperty(property);
    if (!header) continue;
    const key = `${header.field.toLowerCase()} ${header.form} ${header.all}`;
    const times = (asked.get(key) ?? 0) + 1;
    if (times > MAX_SPELLINGS)
      throw new MethodError(
        'invalidArguments',
        `${property.slice(0, 100)} is requested in more than ${MAX_SPELLINGS} forms`,
      );
    asked.set(key, times);
  }
}

const OF_THE_ROW = new Set([
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'hasAttachment',
  'snoozed',
]);
const OF_PARTS = new Set(['bodyStructure', 'bodyValues', 'textBody', 'htmlBody', 'attachments']);

/** Returns which larger fields of the row have to be read for these properties; the small ones always are. */
export function fieldsFor(properties: readonly string[]) {
  return {
    parts: properties.some((name) => OF_PARTS.has(name)),
    preview: properties.includes('preview'),
    header: properties.some((name) => !OF_THE_ROW.has(name) && !OF_PARTS.has(name) && name !== 'preview'),
  };
}
