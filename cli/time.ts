/** Returns a moment of the API in local time: `2026-05-04 13:07:09`. */
export function formatTime(moment: string, options: { milliseconds?: boolean } = {}): string {
  const at = new Date(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${day} ${time}${options.milliseconds ? `.${String(at.getMilliseconds()).padStart(3, '0')}` : ''}`;
}

const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
];

/** Returns roughly how long it is from one moment to another: `3h`, `12s`. */
export function formatSpan(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
  const step = STEPS.find(([length]) => seconds >= length);
  return step ? `${Math.floor(seconds / step[0])}${step[1]}` : `${seconds}s`;
}
