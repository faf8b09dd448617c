import { randomFillSync } from 'node:crypto';

const random = Buffer.alloc(1024);
let used = random.length;

/** A UUIDv7 (RFC 9562 5.7): grows with time, so that index inserts stay at the right edge. */
export function uuidv7(now: number = Date.now()): string {
  if (used + 10 > random.length) {
    randomFillSync(random);
    used = 0;
  }
  const time = now.toString(16).padStart(12, '0');
  const tail = random.toString('hex', used, used + 10);
  used += 10;
  const variant = ((Number.parseInt(tail[3] as string, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-${variant}${tail.slice(4, 7)}-${tail.slice(7, 19)}`;
}

/** The smallest UUIDv7 of a moment: every id made before it sorts below. */
export function uuidv7Floor(moment: Date): string {
  const time = moment.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
