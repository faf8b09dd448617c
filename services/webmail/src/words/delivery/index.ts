import { textOfPart, wordsOfPart } from '../part.ts';
import { type DeliveryWord, en } from './en.ts';
import { zh } from './zh.ts';

export type { DeliveryWord } from './en.ts';

/** Returns texts of deliveries, in a view. */
export const useDeliveryWords = wordsOfPart<DeliveryWord>({ en, zh });

/** Returns these texts outside of a view. */
export const deliveryText = textOfPart<DeliveryWord>({ en, zh });
