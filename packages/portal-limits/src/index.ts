export { limitFeatures } from './limitFeatures';
export {
  ALLOWED_WORKSPACES_KEY,
  readAllowedWorkspaces,
} from './publishing/allowedWorkspaces';
export { scaffolderModulePublishing } from './publishing/scaffolderModulePublishing';
export { guardedPluginIds } from './requestLimitModules';
export { readingFeatures } from './reading/readingFeatures';
export { searchModulePostgres } from './search/searchModulePostgres';
