export { type Certificates, developmentCertificates } from './certificates.ts';
export {
  type Environment,
  type PlatformSettings,
  type PortName,
  type Ports,
  platformEnvironment,
  portNames,
  portOwners,
} from './environment.ts';
export { Fleet, type FleetOptions } from './fleet.ts';
export { freePort, freePorts, isPortFree } from './ports.ts';
export { type Exit, type ProcessReports, type ProcessSpec, SupervisedProcess } from './process.ts';
export {
  BUNDLES,
  bundledServices,
  compileCache,
  type ServiceName,
  serviceNames,
  serviceSpec,
} from './services.ts';
