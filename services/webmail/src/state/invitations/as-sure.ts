import type { Origin } from '../../jmap/types.ts';

/** Returns how sure the author of a message is: 2 proven, 1 possible, 0 denied by the author's domain. */
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

/** Returns whether a later message is as surely from its author as an earlier one; a denied one never is. */
export function isAsSure(later: Origin, earlier: Origin): boolean {
  return sureness(later) >= Math.max(sureness(earlier), 1);
}
