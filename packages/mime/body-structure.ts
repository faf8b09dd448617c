import { emptyEnvelope } from './envelope.ts';
import { imapNString, imapString } from './imap-string.ts';
import type { Parameter, Part } from './part.ts';

/** RFC 3501 has no form for a multipart without parts, so one empty text part stands in, as in Dovecot. */
const emptyText = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)';
const emptyTextExtensible = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)';

/** The part tree as BODYSTRUCTURE (`extensible`) or BODY (RFC 3501 7.4.2, RFC 9051 7.5.2), parentheses included. */
export function renderBodyStructure(tree: Part, options: { extensible: boolean }): Buffer {
  return Buffer.from(renderPart(tree, options.extensible), 'latin1');
}

function renderPart(part: Part, extensible: boolean): string {
  return part.children ? renderMultipart(part, part.children, extensible) : renderLeaf(part, extensible);
}

function renderMultipart(part: Part, children: readonly Part[], extensible: boolean): string {
  let out = '(';
  for (const child of children) out += renderPart(child, extensible);
  if (children.length === 0) out += extensible ? emptyTextExtensible : emptyText;
  out += ` ${imapString(part.subtype)}`;
  if (extensible) out += ` ${renderParameters(part.params ?? [])} ${renderExtension(part)}`;
  return `${out})`;
}

function renderLeaf(part: Part, extensible: boolean): string {
  const params = part.type === 'text' ? withCharset(part.params ?? []) : (part.params ?? []);
  let out = `(${imapString(part.type)} ${imapString(part.subtype)} ${renderParameters(params)}`;
  out += ` ${imapNString(part.id)} ${imapNString(part.description)} ${imapString(part.encoding ?? '7bit')} ${part.size}`;
  if (part.message) out += ` ${part.envelope ?? emptyEnvelope} ${renderPart(part.message, extensible)} ${part.lines}`;
  else if (part.type === 'text') out += ` ${part.lines}`;
  if (extensible) out += ` ${imapNString(part.md5)} ${renderExtension(part)}`;
  return `${out})`;
}

/** RFC 2045 5.2: text without a charset is us-ascii, and clients expect to be told. */
function withCharset(params: readonly Parameter[]): readonly Parameter[] {
  return params.some(([name]) => name === 'charset') ? params : [...params, ['charset', 'us-ascii']];
}

function renderParameters(params: readonly Parameter[]): string {
  if (params.length === 0) return 'NIL';
  return `(${params.map(([name, value]) => `${imapString(name)} ${imapString(value)}`).join(' ')})`;
}

/** body-fld-dsp SP body-fld-lang SP body-fld-loc. */
function renderExtension(part: Part): string {
  const { disposition, language } = part;
  const dsp = disposition ? `(${imapString(disposition.type)} ${renderParameters(disposition.params ?? [])})` : 'NIL';
  const lang = language ? `(${language.map(imapString).join(' ')})` : 'NIL';
  return `${dsp} ${lang} ${imapNString(part.location)}`;
}
