/** Something that can be done, by its words. */
export interface Command {
  readonly key: string;
  readonly label: string;
  /** Other words by which it is found. */
  readonly also?: string;
  /** The keys that do the same. */
  readonly hotkey?: string;
  run(): void;
}

/** Longer than any label, nearly. */
const MAX_LENGTH = 1_000;
/** Commands that are shown. */
const MAX_SHOWN = 50;

/** Those that have all words that are typed, in any order; those whose words begin with them first. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = commands.flatMap((command) => {
    const label = command.label.toLowerCase();
    const all = `${label} ${command.also?.toLowerCase() ?? ''}`;
    if (!words.every((word) => all.includes(word))) return [];
    // Of several the shortest is the one that is meant most exactly.
    const rank = words.reduce((sum, word) => sum + rankOf(label, word) + label.length / MAX_LENGTH, 0);
    return [{ command, rank }];
  });
  return ranked
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, MAX_SHOWN)
    .map(({ command }) => command);
}

/** 0: it begins so; 1: one of its words does; 2: it is within; 3: only in what it is called else. */
function rankOf(label: string, word: string): number {
  const at = label.indexOf(word);
  if (at <= 0) return at === 0 ? 0 : 3;
  return label.includes(` ${word}`) ? 1 : 2;
}
