/** What Outlook asks. */
export interface AutodiscoverRequest {
  readonly address: string;
  /** The format of the answer that it understands, where it says so. */
  readonly schema: string | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the request of Autodiscover (MS-OXDSCLI 2.2.3). It is XML, of which no more is read than the two elements that count, in the one
 * way that programs write them: what has a DTD, comments or sections, or says something twice, is refused. Undefined for that.
 */
export function readAutodiscover(text: string): AutodiscoverRequest | undefined {
  if (text.includes('<!') || !/<Autodiscover[\s>]/.test(text)) return undefined;
  const address = elementText(text, 'EMailAddress');
  const schema = text.includes('AcceptableResponseSchema') ? elementText(text, 'AcceptableResponseSchema') : '';
  return address && schema !== undefined ? { address, schema: schema || undefined } : undefined;
}

/** What stands in the only element of this name; undefined when there is none, or more. */
function elementText(text: string, name: string): string | undefined {
  const [, behind, another] = text.split(`<${name}>`, 3);
  if (behind === undefined || another !== undefined) return undefined;
  const [inside, rest, more] = behind.split(`</${name}>`, 3);
  if (inside === undefined || rest === undefined || more !== undefined || inside.includes('<')) return undefined;
  return decoded(inside.trim());
}

/** Without the entities that XML has by itself (XML 1.0 4.6); undefined when there are others. */
function decoded(text: string): string | undefined {
  const plain = text.replace(/&(amp|lt|gt|quot|apos);/g, '');
  if (plain.includes('&')) return undefined;
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
