import type { Part } from '../part.ts';
import type { TextSink } from '../tree-builder.ts';
import { BodyShape } from './body-shape.ts';
import { type Label, readLabel } from './label.ts';

/** What the plan needs to know of a part besides its offsets. */
export interface Surveyed {
  /** The type that the part's header names, even where the scanner treats the part as another. */
  readonly type: string;
  readonly subtype: string;
  readonly label: Label | undefined;
  /** The shape of a body without inner parts; undefined where the body was not read. */
  shape?: BodyShape;
}

/** Looks at all headers and bodies of a message while it is scanned. */
export class Survey implements TextSink {
  readonly parts = new Map<Part, Surveyed>();
  /** Whether a header was too long to be read to its end. */
  isCut = false;
  /** The header of an inner part, set just before `names` is called for it; undefined for the message's own. */
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
