export type HeaderForm =
  | 'asRaw'
  | 'asText'
  | 'asAddresses'
  | 'asGroupedAddresses'
  | 'asMessageIds'
  | 'asDate'
  | 'asURLs';

/** RFC 8621 4.1.3: `header:{field}[:{form}][:all]`. */
export interface HeaderProperty {
  /** The name as written; fields are found without regard to case. */
  readonly field: string;
  readonly form: HeaderForm;
  readonly all: boolean;
}

const ADDRESS_FIELDS = [
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'resent-from',
  'resent-sender',
  'resent-reply-to',
  'resent-to',
  'resent-cc',
  'resent-bcc',
];
const TEXT_FIELDS = ['subject', 'comments', 'keywords', 'list-id'];
const ID_FIELDS = ['message-id', 'in-reply-to', 'references', 'resent-message-id'];
const DATE_FIELDS = ['date', 'resent-date'];
const URL_FIELDS = ['list-help', 'list-unsubscribe', 'list-subscribe', 'list-post', 'list-owner', 'list-archive'];
const TRACE_FIELDS = ['return-path', 'received'];

/** RFC 8621 4.1.2.2 to 4.1.2.7: the fields of each form; fields that neither RFC 5322 nor RFC 2369 defines may have any form. */
const FIELDS_OF: Readonly<Record<Exclude<HeaderForm, 'asRaw'>, readonly string[]>> = {
  asText: TEXT_FIELDS,
  asAddresses: ADDRESS_FIELDS,
  asGroupedAddresses: ADDRESS_FIELDS,
  asMessageIds: ID_FIELDS,
  asDate: DATE_FIELDS,
  asURLs: URL_FIELDS,
};
const DEFINED = new Set([
  ...ADDRESS_FIELDS,
  ...TEXT_FIELDS.filter((name) => name !== 'list-id'),
  ...ID_FIELDS,
  ...DATE_FIELDS,
  ...URL_FIELDS,
  ...TRACE_FIELDS,
]);

const MAX_FIELD_NAME = 255;

/** Reads the name of a property; undefined for other properties, and for a form that the field must not have. */
export function readHeaderProperty(name: string): HeaderProperty | undefined {
  const [prefix, field = '', ...more] = name.split(':');
  if (prefix !== 'header' || !isFieldName(field) || more.length > 2) return undefined;
  const all = more.at(-1) === 'all';
  if (all) more.pop();
  if (more.length > 1) return undefined;
  const form = (more[0] ?? 'asRaw') as HeaderForm;
  return isAllowed(form, field.toLowerCase()) ? { field, form, all } : undefined;
}

/** Returns whether it is a field name (RFC 5322 2.2): printable ASCII except the colon. */
export function isFieldName(name: string): boolean {
  return name.length <= MAX_FIELD_NAME && /^[!-9;-~]+$/.test(name);
}

function isAllowed(form: HeaderForm, field: string): boolean {
  if (form === 'asRaw') return true;
  if (!Object.hasOwn(FIELDS_OF, form)) return false;
  return FIELDS_OF[form].includes(field) || !DEFINED.has(field);
}
