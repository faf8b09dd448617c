import type { Field } from './header-fields.ts';

/** A part of an email to be made. */
export interface NewPart {
  /** The media type, such as `text/plain`; for a multipart, its subtype says how the parts belong together. */
  readonly type: string;
  /** The charset that the client gives for a text in a blob. */
  readonly charset: string | null;
  readonly fields: readonly Field[];
  readonly content: { readonly text: string } | { readonly blobId: string } | { readonly parts: readonly NewPart[] };
  readonly name: string | null;
  readonly disposition: string | null;
  readonly cid: string | null;
  readonly language: readonly string[] | null;
  readonly location: string | null;
}
