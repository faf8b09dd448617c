import type { Extension } from '../extension.ts';
import { acl } from './acl.ts';
import { children } from './children.ts';
import { condstore } from './condstore.ts';
import { enable } from './enable.ts';
import { esearch } from './esearch.ts';
import { id } from './id.ts';
import { idle } from './idle.ts';
import { imap4rev1 } from './imap4rev1/index.ts';
import { listExtended } from './list-extended.ts';
import { listMyRights } from './list-myrights.ts';
import { listStatus } from './list-status.ts';
import { literalPlus } from './literal-plus.ts';
import { move } from './move.ts';
import { namespace } from './namespace.ts';
import { quota } from './quota.ts';
import { saslIr } from './sasl-ir.ts';
import { savedate } from './savedate.ts';
import { sortExtension } from './sort.ts';
import { specialUse } from './special-use.ts';
import { statusSize } from './status-size.ts';
import { threadExtension } from './thread.ts';
import { uidplus } from './uidplus.ts';
import { unselect } from './unselect.ts';

/** All extensions, in the order in which CAPABILITY lists them. A new extension is a file and a line here. */
export const EXTENSIONS: readonly Extension[] = [
  imap4rev1,
  literalPlus,
  saslIr,
  children,
  specialUse,
  statusSize,
  uidplus,
  condstore,
  esearch,
  id,
  enable,
  namespace,
  listExtended,
  listStatus,
  idle,
  unselect,
  move,
  quota,
  savedate,
  acl,
  listMyRights,
  sortExtension,
  threadExtension,
];
