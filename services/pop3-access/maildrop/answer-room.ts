/** Octets kept free before and after a message that is read: for the longest status line and for the end of the response. */
export const answerRoom = { front: 64, back: 8 };
