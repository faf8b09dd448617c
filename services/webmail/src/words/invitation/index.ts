import { textOfPart, wordsOfPart } from '../part.ts';
import { en, type InvitationWord } from './en.ts';
import { zh } from './zh.ts';

/** Returns texts of invitations, outside of a view. */
export const invitationText = textOfPart<InvitationWord>({ en, zh });

/** Returns these texts in a view. */
export const useInvitationWords = wordsOfPart<InvitationWord>({ en, zh });
