import type { Runnable } from '../reasons.ts';

/** A mark of files that open as a disk, a notebook or a program, whatever their name. */
interface Mark {
  readonly what: Runnable;
  /** The offset of the mark; from the end where it is negative. */
  readonly at: number;
  readonly bytes: Buffer;
}

const [SECTOR, FOOTER] = [2_048, -512];

/** ISO 9660 (ECMA-119 8.1) and UDF (ECMA-167 2/9.1) have their marks in the sectors from the sixteenth on. */
const VOLUMES = ['CD001', 'BEA01', 'NSR02', 'NSR03'].flatMap((word) =>
  [16, 17, 18].map((sector) => ({ what: 'a disk image' as const, at: sector * SECTOR + 1, bytes: Buffer.from(word) })),
);

const MARKS: readonly Mark[] = [
  ...VOLUMES,
  { what: 'a disk image', at: 0, bytes: Buffer.from('vhdxfile') },
  { what: 'a disk image', at: 0, bytes: Buffer.from('conectix') },
  { what: 'a disk image', at: FOOTER, bytes: Buffer.from('conectix') },
  { what: 'a disk image', at: FOOTER, bytes: Buffer.from('koly') },
  { what: 'a disk image', at: 0, bytes: Buffer.from('MSWIM\0\0\0') },
  { what: 'a OneNote notebook', at: 0, bytes: Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex') },
  { what: 'a Windows help file', at: 0, bytes: Buffer.from('ITSF') },
  { what: 'a Windows shortcut', at: 0, bytes: Buffer.from('4c0000000114020000000000c000000000000046', 'hex') },
];

/** Returns in words what an attachment is that runs programs when opened; undefined for no known kind. @param end its last octets */
export function runnableIn(head: Buffer, end: Buffer): Runnable | undefined {
  const known = MARKS.find(({ at, bytes }) => {
    const [part, from] = at < 0 ? [end, end.length + at] : [head, at];
    return from >= 0 && part.subarray(from, from + bytes.length).equals(bytes);
  });
  return known?.what ?? (isWindowsProgram(head) ? 'a Windows program' : undefined);
}

/** Returns whether it is an EXE or a DLL: it begins with `MZ` and has `PE` at the offset stored at 60. */
function isWindowsProgram(head: Buffer): boolean {
  if (head.length < 64 || head.toString('latin1', 0, 2) !== 'MZ') return false;
  const at = head.readUInt32LE(60);
  return head.toString('latin1', at, at + 4) === 'PE\0\0';
}
