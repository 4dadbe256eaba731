const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

/**
 * Returns the ESLint configuration of a folder of commands that Node.js runs.
 *
 * @param folder - its absolute path
 * @param overrides - rules for some of its files
 */
function createCommandConfig(folder, overrides) {
  return createConfigForRole(folder, 'cli', {
    parserOptions: { ecmaVersion: 2022 },
    rules: {
      // Commands print.
      'no-console': 'off',
      // Ports, parts and results are checked sequentially on purpose.
      'no-await-in-loop': 'off',
      // These tests run with Node.js's test runner and its assertions.
      'jest/expect-expect': 'off',
      'jest/no-standalone-expect': 'off',
    },
    overrides,
  });
}

module.exports = { createCommandConfig };
