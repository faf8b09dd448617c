/** A property of a component (RFC 5545 3.1). */
export interface Field {
  readonly params: string;
  readonly value: string;
}

/** A component with its properties and the components inside it (RFC 5545 3.6). */
export interface Component {
  readonly name: string;
  readonly fields: ReadonlyMap<string, readonly Field[]>;
  readonly children: readonly Component[];
}

/** The longest text that is read, in characters. */
const MAX_TEXT = 256 * 1024;
const MAX_LINES = 5_000;
/** How deep components may lie in each other; deeper ones are skipped. */
const MAX_DEPTH = 5;

const LINE = /^([A-Z0-9-]+)((?:;[^":]*(?:"[^"]*"[^":]*)*)?):(.*)$/i;

interface Open extends Component {
  readonly fields: Map<string, Field[]>;
  readonly children: Component[];
}

function opened(name: string): Open {
  return { name: name.toUpperCase(), fields: new Map(), children: [] };
}

/** Returns the components of a file, of a very long one those at its beginning. Properties outside of all components belong to the file itself. */
export function readComponents(text: string): Component {
  const lines = text
    .slice(0, MAX_TEXT)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/, MAX_LINES);
  const file = opened('');
  const path: Open[] = [file];
  // Counts the open components that are too deep to be read.
  let deeper = 0;
  for (const line of lines) {
    const [, name = '', params = '', value = ''] = LINE.exec(line) ?? [];
    const inner = path.at(-1) ?? file;
    if (/^BEGIN$/i.test(name)) {
      if (deeper > 0 || path.length > MAX_DEPTH) deeper++;
      else {
        const child = opened(value.trim());
        inner.children.push(child);
        path.push(child);
      }
    } else if (/^END$/i.test(name)) {
      if (deeper > 0) deeper--;
      else if (path.length > 1) path.pop();
    } else if (name && deeper === 0) {
      const key = name.toUpperCase();
      const before = inner.fields.get(key);
      if (before) before.push({ params, value });
      else inner.fields.set(key, [{ params, value }]);
    }
  }
  return file;
}

/** Returns the first component of that name at any depth. */
export function findComponent(inside: Component, name: string): Component | undefined {
  for (const child of inside.children) {
    const found = child.name === name ? child : findComponent(child, name);
    if (found) return found;
  }
  return undefined;
}

export function fieldOf(component: Component, name: string): Field | undefined {
  return component.fields.get(name)?.[0];
}

/** Returns the value of a parameter (RFC 5545 3.2) with the escapes of RFC 6868 resolved; null where there is none. */
export function paramOf(field: Field | undefined, name: string): string | null {
  for (const [, key = '', quoted, unquoted] of (field?.params ?? '').matchAll(/;([\w-]+)=(?:"([^"]*)"|([^";]*))/g))
    if (key.toUpperCase() === name)
      return (quoted ?? unquoted ?? '').replace(/\^([n^'])/g, (_all, sign) => SIGNS[sign] ?? '');
  return null;
}

const SIGNS: Readonly<Record<string, string>> = { n: ' ', '^': '^', "'": '"' };

/** Returns a value without its escapes (RFC 5545 3.3.11). */
export function textOf(field: Field | undefined): string {
  return (field?.value ?? '')
    .replace(/\\([\\;,nN])/g, (_all, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
    .trim();
}
