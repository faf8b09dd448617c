/** The flags of a message in a file: the fields Status and X-Status, which mail programs put in front when they save a message. */
export interface MboxMarks {
  readonly seen: boolean;
  readonly answered: boolean;
  readonly flagged: boolean;
  readonly draft: boolean;
}

/** The fields of the flags, in their order in a file. */
export const MARK_FIELDS = ['Status', 'X-Status'] as const;

/** Returns the letters of a line that is this field; undefined if it is not. */
export function markLetters(line: Buffer, field: (typeof MARK_FIELDS)[number]): string | undefined {
  const [, name, letters] = /^(Status|X-Status): *([A-Za-z]{0,10}) *$/.exec(line.toString('latin1', 0, 40)) ?? [];
  return name === field ? letters : undefined;
}

export function marksOf(letters: string): MboxMarks {
  const [seen = false, answered = false, flagged = false, draft = false] = ['R', 'A', 'F', 'T'].map((letter) =>
    letters.includes(letter),
  );
  return { seen, answered, flagged, draft };
}

export function writeMarks({ seen, answered, flagged, draft }: MboxMarks): string {
  const letters = `${answered ? 'A' : ''}${flagged ? 'F' : ''}${draft ? 'T' : ''}`;
  return `Status: ${seen ? 'RO' : 'O'}\nX-Status: ${letters}\n`;
}
