import type { Part } from '../part.ts';
import type { TextSink } from '../tree-builder.ts';
import { BodyShape } from './body-shape.ts';
import { type Label, readLabel } from './label.ts';

/** What is to be known of a part beside its place. */
export interface Surveyed {
  /** As its header says, whatever it turned out to be. */
  readonly type: string;
  readonly subtype: string;
  readonly label: Label | undefined;
  /** Of a body that is no other part's; undefined where nobody looked into it. */
  shape?: BodyShape;
}

/** Looks at all headers and bodies of a message while it is scanned. */
export class Survey implements TextSink {
  readonly parts = new Map<Part, Surveyed>();
  /** A header was too long to be read to its end. */
  isCut = false;
  /** Of an inner part, just before its names come; the message's own has none. */
  #header: Buffer | undefined;

  header(header: Buffer, isWhole: boolean): void {
    this.#header = header;
    this.isCut ||= !isWhole;
  }

  names(part: Part): void {
    const { type, subtype, headerStart } = part;
    this.parts.set(part, { type, subtype, label: this.#header && readLabel(this.#header, headerStart) });
  }

  wants(part: Part): boolean {
    const known = this.parts.get(part);
    if (known === undefined || known.type === 'multipart' || `${known.type}/${known.subtype}` === 'message/rfc822')
      return false;
    known.shape = new BodyShape();
    return true;
  }

  body(part: Part, bytes: Uint8Array): boolean {
    this.parts.get(part)?.shape?.push(bytes);
    return true;
  }
}
