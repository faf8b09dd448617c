export {
  type Action,
  type BuiltReport,
  buildReport,
  type OriginalContent,
  type Report,
  type ReportedRecipient,
} from './dsn/report.ts';
