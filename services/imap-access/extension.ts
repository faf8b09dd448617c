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

/** Words by name, in capitals, each with what reads the arguments behind it, the space before them included. */
export type Declared<T> = Readonly<Record<string, (args: Decoder, protocol: Protocol) => T>>;

/** What an extension of the protocol adds, as data: nobody else asks whether it is there. */
export interface Extension extends Partial<Pick<Protocol, 'selectCodes' | 'flagCompanions' | 'listAttributes'>> {
  readonly capabilities: readonly Capability[];
  readonly commands?: readonly AnyCommand[];
  /** What ENABLE switches on (RFC 5161). */
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
