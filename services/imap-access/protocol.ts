import type { SearchKeyReader, Words } from '@postroom/imap';
import type { OpenMailbox } from '@postroom/mailbox';
import type { FetchItem, FlagCompanion } from './fetch/item.ts';
import type { FetchModifier, StoreModifier } from './fetch/modifiers.ts';
import type { ListAttributes, ListReturn, ListSelection } from './list/options.ts';
import type { OtherKey } from './search/other-key.ts';
import type { ResultOption } from './search/result-option.ts';
import type { Enableable } from './session/enable.ts';
import type { Session } from './session/session.ts';
import type { StatusItem } from './status/status-item.ts';

/** A parameter of SELECT and EXAMINE (RFC 4466 2.1) with its arguments. */
export interface SelectParameter {
  readonly enables?: Enableable;
}

/** All that the extensions add to commands: the tables with which commands parse their arguments. */
export interface Protocol {
  /** Returns the CAPABILITY list for the present state of a session (RFC 3501 7.2.1). */
  capabilities(session: Session): string;
  readonly enableables: ReadonlyMap<string, Enableable>;
  readonly selectParameters: Words<SelectParameter>;
  /** Response codes by which SELECT describes a mailbox, in addition to those of RFC 3501. */
  readonly selectCodes: readonly ((opened: OpenMailbox) => string)[];
  readonly fetchItems: Words<FetchItem>;
  readonly fetchModifiers: Words<FetchModifier>;
  readonly flagCompanions: readonly FlagCompanion[];
  readonly storeModifiers: Words<StoreModifier>;
  readonly searchKeys: ReadonlyMap<string, SearchKeyReader<OtherKey>>;
  readonly resultOptions: Words<ResultOption>;
  readonly statusItems: Words<StatusItem>;
  readonly listSelections: Words<ListSelection>;
  readonly listReturns: Words<ListReturn>;
  readonly listAttributes: readonly ListAttributes[];
}
