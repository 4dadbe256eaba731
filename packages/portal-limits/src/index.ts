export { limitFeatures } from './limitFeatures';
export { findLimitsConfigProblems } from './findLimitsConfigProblems';
export { publishingFeatures } from './publishing/publishingFeatures';
export { guardedPluginIds } from './requestLimitModules';
export { readingFeatures } from './reading/readingFeatures';
export { searchModulePostgres } from './search/searchModulePostgres';
