/** A request of Outlook. */
export interface AutodiscoverRequest {
  readonly address: string;
  /** The format of response that the program understands; undefined when the request does not name one. */
  readonly schema: string | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads a request of Autodiscover (MS-OXDSCLI 2.2.3). Of its XML only two elements are read, in the one way in which programs write
 * them. Returns undefined for a document with a DTD, comments or CDATA sections, or in which an element occurs twice.
 */
export function readAutodiscover(text: string): AutodiscoverRequest | undefined {
  if (text.includes('<!') || !/<Autodiscover[\s>]/.test(text)) return undefined;
  const address = elementText(text, 'EMailAddress');
  const schema = text.includes('AcceptableResponseSchema') ? elementText(text, 'AcceptableResponseSchema') : '';
  return address && schema !== undefined ? { address, schema: schema || undefined } : undefined;
}

/** Returns the text of the only element of this name; undefined when there is none or more than one. */
function elementText(text: string, name: string): string | undefined {
  const [, behind, another] = text.split(`<${name}>`, 3);
  if (behind === undefined || another !== undefined) return undefined;
  const [inside, rest, more] = behind.split(`</${name}>`, 3);
  if (inside === undefined || rest === undefined || more !== undefined || inside.includes('<')) return undefined;
  return decoded(inside.trim());
}

/** Decodes the entities that XML itself defines (XML 1.0 4.6). Returns undefined when there are others. */
function decoded(text: string): string | undefined {
  const plain = text.replace(/&(amp|lt|gt|quot|apos);/g, '');
  if (plain.includes('&')) return undefined;
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
