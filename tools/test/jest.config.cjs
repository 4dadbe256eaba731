// Backstage's Jest configuration, with fewer files of dependencies to transform and to load.
const { runInBatches } = require('./batches.cjs');

const loading = require('@backstage/cli/config/jest');

/**
 * Packages with many CommonJS files. Jest would look in each file for ES module syntax, and copy it to a
 * cache that the first test file writes and every later one reads.
 */
const commonJsPackages = [
  '@azure',
  '@babel/runtime',
  '@google-cloud',
  '@redis',
  '@smithy',
  '@typespec',
  'express-openapi-validator',
  'fs-extra',
  'google-auth-library',
  'iovalkey',
  'js-yaml',
  'lodash',
  'node-forge',
  'prom-client',
  'readable-stream',
  'semver',
  'yaml',
  'zod',
  'zod-to-json-schema',
];

const ignored = [
  '/node_modules/.*\\.cjs(?:\\.js)?$',
  `/node_modules/(?:${commonJsPackages.join('|')})/`,
];

/** In front-end packages, Jest must also transform the dynamic imports of CommonJS files. */
function transformLess(project) {
  return project.testEnvironment.includes('jest-environment-node')
    ? {
        ...project,
        transformIgnorePatterns: [
          ...project.transformIgnorePatterns,
          ...ignored,
        ],
      }
    : project;
}

module.exports = async () => {
  const { projects, ...config } = await loading;
  return { ...config, projects: projects.map(transformLess).map(runInBatches) };
};
