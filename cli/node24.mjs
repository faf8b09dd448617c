// Where the Node 24 is that the dependencies brought along. Plain JavaScript: older Nodes read it too.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const NEEDED = 24;

/**
 * The Node that came with the dependencies, or this one where it is new enough; undefined when there is neither.
 * @param {string} root the checkout
 * @returns {string | undefined}
 */
export function findNode24(root) {
  const shipped = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(shipped)) return shipped;
  return isNode24() ? process.execPath : undefined;
}

/** Whether this process runs on a Node that is new enough. */
export function isNode24() {
  return Number(process.versions.node.split('.')[0]) >= NEEDED;
}
