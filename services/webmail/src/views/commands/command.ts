/** A command of the palette. */
export interface Command {
  readonly key: string;
  readonly label: string;
  /** Other words by which it is found. */
  readonly also?: string;
  /** The keys that do the same. */
  readonly hotkey?: string;
  run(): void;
}

/** More than the length of any label; divides a label's length to a share of a rank. */
const MAX_LENGTH = 1_000;
/** The most commands that are shown. */
const MAX_SHOWN = 50;

/** Returns the commands that contain all typed words in any order; the best matches come first. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = commands.flatMap((command) => {
    const label = command.label.toLowerCase();
    const all = `${label} ${command.also?.toLowerCase() ?? ''}`;
    if (!words.every((word) => all.includes(word))) return [];
    // Of equal matches the shortest label is the most exact one.
    const rank = words.reduce((sum, word) => sum + rankOf(label, word) + label.length / MAX_LENGTH, 0);
    return [{ command, rank }];
  });
  return ranked
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, MAX_SHOWN)
    .map(({ command }) => command);
}

/** Returns 0 where the label begins with the word, 1 where one of its words does, 2 where it is within, 3 where only `also` has it. */
function rankOf(label: string, word: string): number {
  const at = label.indexOf(word);
  if (at <= 0) return at === 0 ? 0 : 3;
  return label.includes(` ${word}`) ? 1 : 2;
}
