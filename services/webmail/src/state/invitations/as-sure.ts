import type { Origin } from '../../jmap/types.ts';

/** What is known of who wrote a mail: 2, it is theirs; 1, it may be; 0, their domain says that it is none of its mail. */
function sureness({ sender }: Origin): number {
  switch (sender?.proof) {
    case 'server':
    case 'own':
    case 'proven':
      return 2;
    case 'denied':
      return 0;
    default:
      return 1;
  }
}

/** Whether a later mail is as surely of its author as an earlier one. What their domain denies never is. */
export function isAsSure(later: Origin, earlier: Origin): boolean {
  return sureness(later) >= Math.max(sureness(earlier), 1);
}
