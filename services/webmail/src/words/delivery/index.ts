import { wordsOfPart } from '../part.ts';
import { type DeliveryWord, en } from './en.ts';
import { zh } from './zh.ts';

export type { DeliveryWord } from './en.ts';

/** What became of a mail. */
export const useDeliveryWords = wordsOfPart<DeliveryWord>({ en, zh });
