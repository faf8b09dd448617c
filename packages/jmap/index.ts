export { dispatch, type Methods, methodTable } from './dispatch/dispatch.ts';
export type { Call, Method, Response } from './dispatch/method.ts';
export { invalidArgument, MethodError, type MethodErrorType } from './errors/method-error.ts';
export { type Problem, RequestError } from './errors/request-error.ts';
export { invalidProperties, SetError, type SetErrorType } from './errors/set-error.ts';
export type { LimitName, Limits } from './limits.ts';
export { type EmailCondition, readEmailCondition } from './mail/email-filter.ts';
export * from './mail/email-properties.ts';
export { EMAIL_SORT_PROPERTIES, type EmailSortProperty } from './mail/email-sort.ts';
export { type HeaderForm, type HeaderProperty, isFieldName, readHeaderProperty } from './mail/header-property.ts';
export { isKeyword } from './mail/keyword.ts';
export { MAILBOX_SORT_PROPERTIES, type MailboxCondition, readMailboxCondition } from './mail/mailbox-filter.ts';
export { roleOf, specialUseOf } from './mail/roles.ts';
export { Arguments } from './methods/arguments.ts';
export { type ChangesArguments, readChanges } from './methods/changes.ts';
export { type GetArguments, pick, readGet, requireFewObjects } from './methods/get.ts';
export { matchesFilter } from './methods/matches-filter.ts';
export { type PropertyPatch, patchSet, pathOf, readPatch, readTrueSet } from './methods/patch.ts';
export {
  type Comparator,
  type Filter,
  type QueryArguments,
  type QueryGrammar,
  queryResponse,
  readFilterOf,
  readQuery,
  readWanted,
  type Wanted,
  windowOf,
} from './methods/query.ts';
export { type QueryChanges, queryChangesOf, queryChangesResponse, readQueryChanges } from './methods/query-changes.ts';
export {
  readObjects,
  readRequiredObjects,
  readSet,
  requireFewInSet,
  requireState,
  resolveId,
  type SetArguments,
} from './methods/set.ts';
export { type Attempted, attempt, attemptEach, objectOrNull, SetResult } from './methods/set-result.ts';
export {
  type Invocation,
  type JmapRequest,
  parseBody,
  readParsedRequest,
  readRequest,
} from './request/read-request.ts';
export { formatDate, formatUtcDate, readDate, readUtcDate, readZonedDate } from './values/date.ts';
export { formatId, type IdPrefix, isId, readId } from './values/id.ts';
export { isObject, type Json, type JsonObject, own, setOwn } from './values/json.ts';
