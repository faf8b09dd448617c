import { type Challenge, solvePuzzle } from './solve.ts';

/** Solves the puzzles of a challenge outside of the page's thread, and posts each solution as it is found. */
self.onmessage = ({ data }: MessageEvent<Challenge>) => {
  for (let puzzle = 0; puzzle < data.puzzles; puzzle++) self.postMessage(solvePuzzle(data, puzzle));
};
