/** Octets of the longest status line, and of what ends an answer: the room messages are read with. */
export const answerRoom = { front: 64, back: 8 };
