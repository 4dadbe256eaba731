export { searchModulePostgres as default } from './searchModulePostgres';
