/** Returns times to choose from: today at 18:00 if that is to come, tomorrow at 8:00, and Monday at 8:00 unless that is tomorrow. */
export function comingTimes(now = new Date()): { evening: Date | null; tomorrow: Date; monday: Date | null } {
  const at = (days: number, hour: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const evening = at(0, 18);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return { evening: now < evening ? evening : null, tomorrow: at(1, 8), monday: toMonday > 1 ? at(toMonday, 8) : null };
}
