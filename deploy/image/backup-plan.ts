/** The number of newest backups that are kept at any age, so that a pause of backups does not remove the last good ones. */
const ALWAYS_KEPT = 3;
const DAY_MS = 24 * 3_600_000;
const NAME = /^postroom-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup\.gz$/;

/** Returns the next time at which the local clock shows this hour. */
export function nextNight(now: Date, hour: number): Date {
  const night = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour);
  return night > now ? night : new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, hour);
}

/** Returns which of the files are backups older than `keepDays`, except the newest ones. Other files are ignored. */
export function expired(files: readonly string[], now: Date, keepDays: number): string[] {
  const ours = files.filter((name) => NAME.test(name)).sort();
  const before = now.getTime() - keepDays * DAY_MS;
  return ours.slice(0, -ALWAYS_KEPT).filter((name) => takenAt(name) < before);
}

function takenAt(name: string): number {
  return Date.parse(name.replace(NAME, '$1-$2-$3T$4:$5:$6Z'));
}
