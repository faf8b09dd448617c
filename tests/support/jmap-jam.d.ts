/** The part that the tests use. The package's own types are TypeScript that our compiler options refuse. */

type Type = 'Mailbox' | 'Identity' | 'Email' | 'EmailSubmission';
type Answer<Type> = Promise<[Type, unknown]>;

interface Listed {
  readonly list: readonly { readonly id: string; readonly role?: string; readonly deliveryStatus?: unknown }[];
}

interface Made {
  readonly created: Readonly<Record<string, { readonly id: string }>> | null;
}

interface Reference {
  $ref(path: string): string;
}

export class JamClient {
  constructor(options: { bearerToken: string; sessionUrl: string });
  getPrimaryAccount(): Promise<string>;
  uploadBlob(accountId: string, body: Blob): Promise<{ blobId: string }>;
  readonly api: Readonly<Record<Type, { get(args: object): Answer<Listed>; set(args: object): Answer<Made> }>>;
  requestMany<Asked extends Record<string, Reference>>(
    ask: (request: Record<Type, Record<'query' | 'get', (args: object) => Reference>>) => Asked,
  ): Promise<[Readonly<Record<keyof Asked, { readonly ids: string[]; readonly list: object[] }>>, unknown]>;
}
