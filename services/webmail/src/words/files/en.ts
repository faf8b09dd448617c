/** Texts of file previews, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  'preview.failed': 'The file could not be read. Nothing is lost.',
  'preview.position': '{at} of {count}',
  'preview.download': 'Download',
  'pdf.opening': 'Opening…',
  'pdf.page': 'Page {number}',
  'pdf.pageFailed': 'This page could not be shown. Download the file to see it.',
  'pdf.locked': 'This file is protected by a password. Download it to open it.',
  'pdf.cut': 'These are the first {count, number} pages. Download the file to see the rest.',
} as const;

export type FileWord = keyof typeof en;
