/** Where a text is looked for in a message: fields that are stored folded, and the decoded body. */
export type TextPlace = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body';

/** Whether any of these places contains a text, with any accents; the text must be folded by foldCase. */
export interface TextQuestion {
  readonly text: string;
  readonly where: readonly TextPlace[];
}
