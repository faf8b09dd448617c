/** A piece of well-formed XML. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML does not allow (XML 1.0 2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NO_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

/** Makes a piece of XML: `xml\`<a>${text}</a>\``. Text that is put in is escaped (XML 1.0 2.4), pieces of XML are not. */
export function xml(strings: TemplateStringsArray, ...values: (string | number | Xml | readonly Xml[])[]): Xml {
  return new Xml(strings.map((part, index) => part + written(values[index] ?? '')).join(''));
}

function written(value: string | number | Xml | readonly Xml[]): string {
  if (value instanceof Xml) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value)
    .replace(NO_CHARACTER, '\ufffd')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
