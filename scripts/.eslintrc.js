const { resolve } = require('node:path');
const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

// The scripts are no package: their dependencies are those of the repository.
module.exports = createConfigForRole(resolve(__dirname, '..'), 'cli', {
  parserOptions: { ecmaVersion: 2022 },
  rules: {
    // Printing is what scripts do.
    'no-console': 'off',
    // The ports, the parts and the results are looked at one after the other on purpose.
    'no-await-in-loop': 'off',
    // Tests here run on Node's own runner, with its assertions.
    'jest/expect-expect': 'off',
    'jest/no-standalone-expect': 'off',
  },
});
