import { wordsOfPart } from '../part.ts';
import { en, type LabelWord } from './en.ts';
import { zh } from './zh.ts';

export const useLabelWords = wordsOfPart<LabelWord>({ en, zh });
