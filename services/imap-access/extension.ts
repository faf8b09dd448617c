import type { Decoder, SearchKeyReader } from '@postroom/imap';
import type { AnyCommand } from './command.ts';
import type { FetchItem } from './fetch/item.ts';
import type { FetchModifier, StoreModifier } from './fetch/modifiers.ts';
import type { ListReturn, ListSelection } from './list/options.ts';
import type { Protocol, SelectParameter } from './protocol.ts';
import type { OtherKey } from './search/other-key.ts';
import type { ResultOption } from './search/result-option.ts';
import type { Capability } from './session/capability.ts';
import type { Enableable } from './session/enable.ts';
import type { StatusItem } from './status/status-item.ts';

/** Words in capitals, each with the reader of its arguments, which also reads the space before them. */
export type Declared<T> = Readonly<Record<string, (args: Decoder, protocol: Protocol) => T>>;

/** What an extension adds to the protocol, as data, so that no other code asks whether the extension is there. */
export interface Extension extends Partial<Pick<Protocol, 'selectCodes' | 'flagCompanions' | 'listAttributes'>> {
  readonly capabilities: readonly Capability[];
  readonly commands?: readonly AnyCommand[];
  /** The feature that ENABLE switches on (RFC 5161). */
  readonly enable?: Enableable;
  readonly selectParameters?: Declared<SelectParameter>;
  readonly fetchItems?: Declared<FetchItem>;
  readonly fetchModifiers?: Declared<FetchModifier>;
  readonly storeModifiers?: Declared<StoreModifier>;
  readonly searchKeys?: Readonly<Record<string, SearchKeyReader<OtherKey>>>;
  readonly resultOptions?: Declared<ResultOption>;
  readonly statusItems?: Declared<StatusItem>;
  readonly listSelections?: Declared<ListSelection>;
  readonly listReturns?: Declared<ListReturn>;
}
