export { runDoctor, type DoctorOptions } from './runDoctor';
export { startBackend, type StartOptions } from './start/startBackend';
