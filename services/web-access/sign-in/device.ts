/** The longest name of a device, in characters. */
const MAX_DEVICE = 80;

const BROWSERS: readonly [name: string, pattern: RegExp][] = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:(?:Headless)?Chrome|CriOS|Chromium)\//],
  ['Safari', /\bSafari\//],
];
const SYSTEMS: readonly [name: string, pattern: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMac(?:intosh| OS)\b/],
  ['Linux', /\b(?:Linux|X11)\b/],
];

/** Returns a name for the device by the User-Agent field, like `Firefox on Linux`; if it is unknown, the printable part of the field. */
export function deviceOf(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 500);
  const [browser, system] = [BROWSERS, SYSTEMS].map((names) => names.find(([, pattern]) => pattern.test(text))?.[0]);
  if (browser && system) return `${browser} on ${system}`;
  return (
    text
      .replace(/[^ -~]+/g, ' ')
      .trim()
      .slice(0, MAX_DEVICE) || 'unknown'
  );
}

/** Returns the browser and the system in a device's name, for texts in other languages; null if they are unknown. */
export function partsOf(device: string): { program: string; system: string } | null {
  const [program = '', system = ''] = device.split(' on ');
  const isKnown = [program, system].every((name, at) => [BROWSERS, SYSTEMS][at]?.some(([known]) => known === name));
  return isKnown && device === `${program} on ${system}` ? { program, system } : null;
}
