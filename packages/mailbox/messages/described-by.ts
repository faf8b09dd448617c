/**
 * The version of the code that describes messages. Raise it when stored facts change or new ones are added: maintenance then reads every
 * message again.
 */
export const DESCRIBED_BY = 2;
