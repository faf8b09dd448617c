import { invalidProperties, isObject, type Json, type JsonObject, own } from '@postroom/jmap';
import type { Disposition } from '@postroom/reports';

/** A notification that a client sends (RFC 9007 2). */
export interface MdnToSend {
  readonly forEmailId: string;
  readonly subject: string | null;
  readonly textBody: string | null;
  readonly includeOriginalMessage: boolean;
  readonly reportingUA: string | null;
  readonly disposition: Disposition;
  readonly finalRecipient: string | null;
  readonly error: readonly string[];
  readonly extensionFields: Readonly<Record<string, string>>;
}

const PROPERTIES = [
  ...['forEmailId', 'subject', 'textBody', 'includeOriginalMessage', 'reportingUA', 'disposition', 'finalRecipient'],
  ...['error', 'extensionFields'],
];

const MODES = {
  actionMode: ['manual-action', 'automatic-action'],
  sendingMode: ['mdn-sent-manually', 'mdn-sent-automatically'],
  type: ['deleted', 'dispatched', 'displayed', 'processed'],
} as const;

/** The longest value in octets: a field with its name has to fit on one line (RFC 5322 2.1.1). */
const MAX_LINE = 900;
const MAX_TEXT = 64 * 1024;
const MAX_FIELDS = 20;

/** Reads a notification that a client sends. Throws invalidProperties. */
export function readMdnObject(object: JsonObject): MdnToSend {
  const unknown = Object.keys(object).filter((name) => !PROPERTIES.includes(name));
  if (unknown.length > 0) throw invalidProperties(unknown, 'These properties are set by the server');
  const value = (name: string): Json => own(object, name) ?? null;
  const forEmailId = value('forEmailId');
  if (typeof forEmailId !== 'string') throw invalidProperties(['forEmailId'], 'It must be the id of an email');
  const includeOriginalMessage = value('includeOriginalMessage') ?? false;
  if (typeof includeOriginalMessage !== 'boolean')
    throw invalidProperties(['includeOriginalMessage'], 'It must be a boolean');
  const line = (name: string): string | null => textOrNull(name, value(name), MAX_LINE, /\p{Cc}/u);
  return {
    forEmailId,
    includeOriginalMessage,
    disposition: readDisposition(value('disposition')),
    subject: line('subject'),
    reportingUA: line('reportingUA'),
    finalRecipient: line('finalRecipient'),
    textBody: textOrNull('textBody', value('textBody'), MAX_TEXT, /\0/),
    error: readErrors(value('error')),
    extensionFields: readExtensions(value('extensionFields')),
  };
}

function readDisposition(value: Json): Disposition {
  const mode = <Name extends keyof typeof MODES>(name: Name): (typeof MODES)[Name][number] => {
    const said = isObject(value) ? own(value, name) : undefined;
    const known = MODES[name].find((each) => each === said);
    if (!known) throw invalidProperties(['disposition'], `${name} must be one of ${MODES[name].join(', ')}`);
    return known;
  };
  return { actionMode: mode('actionMode'), sendingMode: mode('sendingMode'), type: mode('type') };
}

function readErrors(value: Json): string[] {
  if (value === null) return [];
  if (!Array.isArray(value) || value.length > MAX_FIELDS)
    throw invalidProperties(['error'], 'It must be a short array');
  return value.map((each) => textOrNull('error', each, MAX_LINE, /\p{Cc}/u) ?? '');
}

/** Reads extension fields; their names begin with X-, which no standard uses (RFC 8098 3.3). */
function readExtensions(value: Json): Record<string, string> {
  const entries = isObject(value) ? Object.entries(value) : [];
  if ((value !== null && !isObject(value)) || entries.length > MAX_FIELDS)
    throw invalidProperties(['extensionFields'], 'It must be a small object');
  return Object.fromEntries(
    entries.map(([name, text]) => {
      if (!/^X-[A-Za-z0-9-]{1,60}$/i.test(name))
        throw invalidProperties(['extensionFields'], 'A name must begin with X-');
      return [name, textOrNull('extensionFields', text, MAX_LINE, /\p{Cc}/u) ?? ''];
    }),
  );
}

function textOrNull(property: string, value: Json, most: number, never: RegExp): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || Buffer.byteLength(value) > most || never.test(value))
    throw invalidProperties([property], `It must be a text of at most ${most} octets`);
  return value;
}
