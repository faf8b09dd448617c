/** Where in a message a text is looked for: fields that are kept folded, and the decoded body. */
export type TextPlace = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body';

/** Whether any of these places says a text that foldCase returned, with any accents. */
export interface TextQuestion {
  readonly text: string;
  readonly where: readonly TextPlace[];
}
