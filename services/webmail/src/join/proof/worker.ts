import { type Challenge, solvePuzzle } from './solve.ts';

/** Solves a challenge beside the page, and tells each solution as it is found. */
self.onmessage = ({ data }: MessageEvent<Challenge>) => {
  for (let puzzle = 0; puzzle < data.puzzles; puzzle++) self.postMessage(solvePuzzle(data, puzzle));
};
