export { signalsPlugin as default } from './signalsPlugin';
