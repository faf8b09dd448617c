import { wordsOfPart } from '../part.ts';
import { en, type ReportWord } from './en.ts';
import { zh } from './zh.ts';

/** What a report on a mail says. */
export const useReportWords = wordsOfPart<ReportWord>({ en, zh });
