import { wordsOfPart } from '../part.ts';
import { en, type ReportWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of delivery reports. */
export const useReportWords = wordsOfPart<ReportWord>({ en, zh });
