/** Of an email, RFC 8620 5.3. */
export type Patch = Readonly<Record<string, unknown>>;

/** How mail is moved into a folder. */
export interface Move {
  /** What is said of so many conversations. */
  done(count: number): string;
  /** Into Trash or Junk. */
  readonly isAway?: boolean;
  readonly more?: Patch;
}
