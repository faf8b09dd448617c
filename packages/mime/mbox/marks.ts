/** What a file knows of a message beside its octets: the fields Status and X-Status, which mail programs put in front when they save it. */
export interface MboxMarks {
  readonly seen: boolean;
  readonly answered: boolean;
  readonly flagged: boolean;
  readonly draft: boolean;
}

/** The fields in the order in which they stand. */
export const MARK_FIELDS = ['Status', 'X-Status'] as const;

/** The letters in a line if it is this field; undefined if it is none. */
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
