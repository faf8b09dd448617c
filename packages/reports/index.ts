export { type BuiltReport, buildReport } from './dsn/build-report.ts';
export type { Action, OriginalContent, Report, ReportedRecipient } from './dsn/report.ts';
