/** So many stay whatever their age: after a pause the last good ones are not thrown away. */
const ALWAYS_KEPT = 3;
const DAY_MS = 24 * 3_600_000;
const NAME = /^postroom-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup\.gz$/;

/** The next time the clock of this place shows that hour. */
export function nextNight(now: Date, hour: number): Date {
  const night = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour);
  return night > now ? night : new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, hour);
}

/** Which of the files are backups of ours that need not be kept any longer. Others are nobody's business. */
export function expired(files: readonly string[], now: Date, keepDays: number): string[] {
  const ours = files.filter((name) => NAME.test(name)).sort();
  const before = now.getTime() - keepDays * DAY_MS;
  return ours.slice(0, -ALWAYS_KEPT).filter((name) => takenAt(name) < before);
}

function takenAt(name: string): number {
  return Date.parse(name.replace(NAME, '$1-$2-$3T$4:$5:$6Z'));
}
