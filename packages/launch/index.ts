export { freePort, freePorts, isPortFree } from './ports.ts';
export { type Exit, type ProcessReports, type ProcessSpec, SupervisedProcess } from './process.ts';
export { type ServiceName, serviceHealth, serviceNames, serviceSpec } from './services.ts';
