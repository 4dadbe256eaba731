const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

module.exports = createConfigForRole(__dirname, 'cli', {
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
  overrides: [
    {
      // These benchmarks measure sessions without the HTTP server and the catalog.
      files: ['lib/floorProvider.mts', 'lib/portals.mts'],
      rules: { '@backstage/no-relative-monorepo-imports': 'off' },
    },
  ],
});
