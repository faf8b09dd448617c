/**
 * Runs while the scripts of the page load. A browser takes ten times as long to make its first formatter as to make another, and the rows
 * of the list need one for their dates (format/dates.ts).
 */
new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format();
