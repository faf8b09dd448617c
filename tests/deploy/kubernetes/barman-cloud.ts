import {
  BarmanObjectStoreConfiguration,
  type IBarmanObjectStoreConfiguration,
} from '@kubernetes-models/cloudnative-pg/github.com/cloudnative-pg/barman-cloud/pkg/api';

/**
 * The type that https://cloudnative-pg.io/plugin-barman-cloud/docs/ describes, because no package has it. Its
 * `configuration` is of CloudNativePG, which has a package.
 */
export interface IObjectStore {
  apiVersion: 'barmancloud.cnpg.io/v1';
  kind: 'ObjectStore';
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: { configuration: IBarmanObjectStoreConfiguration; retentionPolicy?: string };
}

export class ObjectStore {
  readonly data: IObjectStore;

  constructor(data: IObjectStore) {
    this.data = data;
  }

  validate(): void {
    new BarmanObjectStoreConfiguration(this.data.spec.configuration).validate();
    const { retentionPolicy } = this.data.spec;
    if (retentionPolicy !== undefined && !/^[1-9][0-9]*[dwm]$/.test(retentionPolicy)) {
      throw new Error(`spec.retentionPolicy: ${retentionPolicy}`);
    }
  }
}
