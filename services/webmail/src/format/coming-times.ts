/** Times at which something comes back or goes out: this evening if there still is one, tomorrow at eight, and Monday if that is another day. */
export function comingTimes(now = new Date()): { evening: Date | null; tomorrow: Date; monday: Date | null } {
  const at = (days: number, hour: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const evening = at(0, 18);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return { evening: now < evening ? evening : null, tomorrow: at(1, 8), monday: toMonday > 1 ? at(toMonday, 8) : null };
}
