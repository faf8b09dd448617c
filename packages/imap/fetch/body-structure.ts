import type { Parameter, Part } from '@postroom/mime';
import { imapNString, imapString } from '../values/imap-string.ts';
import { EMPTY_ENVELOPE, renderEnvelope } from './envelope.ts';

/** A part whose inner envelopes are rendered. Messages are stored in this form, for BODY and BODYSTRUCTURE. */
export type RenderedPart = Part<string>;

/** Returns the part with the ENVELOPE of each inner message rendered. */
export function renderInnerEnvelopes({ children, message, envelope, ...part }: Part): RenderedPart {
  const rendered: RenderedPart = part;
  if (children) rendered.children = children.map(renderInnerEnvelopes);
  if (message) rendered.message = renderInnerEnvelopes(message);
  if (envelope) rendered.envelope = renderEnvelope(envelope);
  return rendered;
}

/** RFC 3501 has no form for a multipart without parts, so an empty text part takes its place, as in Dovecot. */
const EMPTY_TEXT = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)';
const EMPTY_TEXT_EXTENSIBLE = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)';

/** Renders the part tree as BODYSTRUCTURE (`extensible`) or BODY (RFC 3501 7.4.2, RFC 9051 7.5.2), parentheses included. */
export function renderBodyStructure(tree: RenderedPart, options: { extensible: boolean }): Buffer {
  return Buffer.from(renderPart(tree, options.extensible), 'latin1');
}

function renderPart(part: RenderedPart, extensible: boolean): string {
  return part.children ? renderMultipart(part, part.children, extensible) : renderLeaf(part, extensible);
}

function renderMultipart(part: RenderedPart, children: readonly RenderedPart[], extensible: boolean): string {
  let out = '(';
  for (const child of children) out += renderPart(child, extensible);
  if (children.length === 0) out += extensible ? EMPTY_TEXT_EXTENSIBLE : EMPTY_TEXT;
  out += ` ${imapString(part.subtype)}`;
  if (extensible) out += ` ${renderParameters(part.params ?? [])} ${renderExtension(part)}`;
  return `${out})`;
}

function renderLeaf(part: RenderedPart, extensible: boolean): string {
  const params = part.type === 'text' ? withCharset(part.params ?? []) : (part.params ?? []);
  let out = `(${imapString(part.type)} ${imapString(part.subtype)} ${renderParameters(params)}`;
  out += ` ${imapNString(part.id)} ${imapNString(part.description)} ${imapString(part.encoding ?? '7bit')} ${part.size}`;
  if (part.message) out += ` ${part.envelope ?? EMPTY_ENVELOPE} ${renderPart(part.message, extensible)} ${part.lines}`;
  else if (part.type === 'text') out += ` ${part.lines}`;
  if (extensible) out += ` ${imapNString(part.md5)} ${renderExtension(part)}`;
  return `${out})`;
}

/** Adds the default charset us-ascii (RFC 2045 5.2), because clients expect to see one. */
function withCharset(params: readonly Parameter[]): readonly Parameter[] {
  return params.some(([name]) => name === 'charset') ? params : [...params, ['charset', 'us-ascii']];
}

function renderParameters(params: readonly Parameter[]): string {
  if (params.length === 0) return 'NIL';
  return `(${params.map(([name, value]) => `${imapString(name)} ${imapString(value)}`).join(' ')})`;
}

/** Renders body-fld-dsp SP body-fld-lang SP body-fld-loc. */
function renderExtension(part: RenderedPart): string {
  const { disposition, language } = part;
  const dsp = disposition ? `(${imapString(disposition.type)} ${renderParameters(disposition.params ?? [])})` : 'NIL';
  const lang = language ? `(${language.map(imapString).join(' ')})` : 'NIL';
  return `${dsp} ${lang} ${imapNString(part.location)}`;
}
