export { limitFeatures } from './limitFeatures';
export { findLimitsConfigProblems } from './findLimitsConfigProblems';
export { scaffolderModulePublishing } from './publishing/scaffolderModulePublishing';
export { guardedPluginIds } from './requestLimitModules';
export { readingFeatures } from './reading/readingFeatures';
export { searchModulePostgres } from './search/searchModulePostgres';
