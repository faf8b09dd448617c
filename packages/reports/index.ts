export { type BuiltReport, buildReport } from './dsn/build-report.ts';
export type { Action, OriginalContent, Report, ReportedRecipient } from './dsn/report.ts';
export { buildNotice, type Notice } from './notices/build-notice.ts';
export { type Dsn, readDsn } from './read/read-dsn.ts';
export type { RecipientStatus } from './read/status-fields.ts';
export { type Answerable, answerable } from './vacation/answerable.ts';
export { buildVacation, type Vacation, type VacationText } from './vacation/build-vacation.ts';
