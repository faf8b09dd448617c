/** RFC 8621 4.4.2; size and the thread's keywords are optional there. */
export const EMAIL_SORT_PROPERTIES = [
  'receivedAt',
  'sentAt',
  'size',
  'from',
  'to',
  'subject',
  'hasKeyword',
  'allInThreadHaveKeyword',
  'someInThreadHaveKeyword',
] as const;

export type EmailSortProperty = (typeof EMAIL_SORT_PROPERTIES)[number];
