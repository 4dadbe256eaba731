export { guardStart } from './guardStart';
export { runDoctor } from './runDoctor';
