import { textOfPart, wordsOfPart } from '../part.ts';
import { type DeliveryWord, en } from './en.ts';
import { zh } from './zh.ts';

export type { DeliveryWord } from './en.ts';

/** What became of a mail. */
export const useDeliveryWords = wordsOfPart<DeliveryWord>({ en, zh });

/** The same outside of a view. */
export const deliveryText = textOfPart<DeliveryWord>({ en, zh });
